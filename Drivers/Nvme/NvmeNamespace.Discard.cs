using System;
using System.Buffers.Binary;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <content>What nobody needs any more: Dataset Management with Deallocate. NVMe Base 1.4 §6.7.</content>
public sealed partial class NvmeNamespace
{
    // Some controllers take their time for each block: a command must end within its limit.
    private const uint MostDiscardedBlocks = 1 << 22;

    private readonly CommandChannel _channel;

    /// <inheritdoc/>
    public bool CanDiscard => !IsReadOnly && _canDeallocate;

    /// <inheritdoc/>
    /// <remarks>Any thread; waits, and allocates.</remarks>
    public BlockStatus Discard(ulong block, ulong count)
    {
        if (IsReadOnly)
        {
            return BlockStatus.Of(BlockError.ReadOnly);
        }

        if (!_canDeallocate)
        {
            return BlockStatus.Of(BlockError.NotSupported);
        }

        ulong blocks = BlockCount;
        if (block > blocks || count > blocks - block)
        {
            return OutOfRange();
        }

        BlockStatus status = BlockStatus.Success;
        while (count > 0 && status.IsSuccess)
        {
            uint piece = (uint)Math.Min(count, MostDiscardedBlocks);
            status = Deallocate(block, piece);
            block += piece;
            count -= piece;
        }

        return status;
    }

    private BlockStatus Deallocate(ulong block, uint count)
    {
        byte[] range = new byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(range.AsSpan(4), count);
        BinaryPrimitives.WriteUInt64LittleEndian(range.AsSpan(8), block);
        SubmissionEntry entry = new()
        {
            Opcode = (byte)NvmOpcode.DatasetManagement,
            NamespaceId = Id,
            Dword11 = (uint)DatasetAttributes.Deallocate,
        };
        try
        {
            return BlockStatuses.Of(_channel.SendIo(entry, DataDirection.ToController, range, timeout: 0));
        }
        catch (OutOfMemoryException)
        {
            // No memory that the controller reaches. The blocks keep what they hold.
            return BlockStatus.Of(BlockError.Refused);
        }
    }
}
