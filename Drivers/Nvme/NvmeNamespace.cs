using System;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>A namespace: a disk. Data goes straight between the medium and the caller's buffer, if that starts on a multiple of four.</summary>
public sealed class NvmeNamespace : IBlockDevice
{
    private readonly ControllerCore _core;
    private readonly bool _hasWriteCache;
    private readonly int _maximumTransferBytes;
    private long _bouncedTransfers;

    internal NvmeNamespace(ControllerCore core, IdentifyController controller, uint id, IdentifyNamespace identify, int maximumTransferBytes)
    {
        _core = core;
        _hasWriteCache = controller.HasVolatileWriteCache;
        Id = id;
        Identify = identify;
        Name = $"{core.Name}n{id}";
        BlockBytes = identify.Format.BlockBytes;

        // The shortest transfer is one block, even where MDTS is smaller than that: such a controller will refuse it and say why.
        long limit = Math.Min(maximumTransferBytes, (long)NvmCommand.MaximumBlocks * BlockBytes);
        _maximumTransferBytes = (int)Math.Max(limit / BlockBytes * BlockBytes, BlockBytes);
    }

    /// <summary>NSID.</summary>
    public uint Id { get; }

    /// <summary>What the controller says about it.</summary>
    public IdentifyNamespace Identify { get; }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int BlockBytes { get; }

    /// <inheritdoc/>
    public ulong BlockCount => Identify.Size;

    /// <inheritdoc/>
    public bool IsReadOnly => _core.Options.IsReadOnly || Identify.IsWriteProtected;

    /// <summary>Transfers that had to be copied because the caller's buffer did not start on a multiple of four.</summary>
    public long BouncedTransfers => Interlocked.Read(ref _bouncedTransfers);

    /// <inheritdoc/>
    public BlockStatus Read(ulong block, Memory<byte> buffer) => Transfer(block, TransferBuffer.ForRead(buffer));

    /// <inheritdoc/>
    public BlockStatus Write(ulong block, ReadOnlyMemory<byte> buffer) => Transfer(block, TransferBuffer.ForWrite(buffer));

    /// <inheritdoc/>
    public BlockStatus Flush()
    {
        if (!_hasWriteCache)
        {
            // What was written successfully is durable already, and some controllers refuse the command.
            return StatusWithoutCache;
        }

        QueuePair queue = _core.QueueOfThisCpu();
        CommandSlot? slot = queue.ClaimSlot();
        return slot is null ? BlockStatus.Of(BlockError.DeviceGone) : BlockStatuses.Of(queue.Wait(SubmitFlush(queue, slot)));
    }

    /// <inheritdoc/>
    public ValueTask<BlockStatus> ReadAsync(ulong block, Memory<byte> buffer) =>
        _core.IsPolled ? new ValueTask<BlockStatus>(Read(block, buffer)) : TransferAsync(block, TransferBuffer.ForRead(buffer));

    /// <inheritdoc/>
    public ValueTask<BlockStatus> WriteAsync(ulong block, ReadOnlyMemory<byte> buffer) =>
        _core.IsPolled ? new ValueTask<BlockStatus>(Write(block, buffer)) : TransferAsync(block, TransferBuffer.ForWrite(buffer));

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<BlockStatus> FlushAsync()
    {
        if (!_hasWriteCache || _core.IsPolled)
        {
            return Flush();
        }

        QueuePair queue = _core.QueueOfThisCpu();
        CommandSlot? slot = await queue.ClaimSlotAsync().ConfigureAwait(false);
        return slot is null
            ? BlockStatus.Of(BlockError.DeviceGone)
            : BlockStatuses.Of(await queue.WaitAsync(SubmitFlush(queue, slot)).ConfigureAwait(false));
    }

    private BlockStatus StatusWithoutCache => _core.Health.HasFailed ? BlockStatus.Of(BlockError.DeviceGone) : BlockStatus.Success;

    private BlockStatus Transfer(ulong block, TransferBuffer buffer)
    {
        BlockStatus status = Check(block, buffer);
        for (int done = 0; status.IsSuccess && done < buffer.Length;)
        {
            TransferBuffer part = buffer.Slice(done, Math.Min(buffer.Length - done, _maximumTransferBytes));
            status = TransferPart(block + (ulong)(done / BlockBytes), part);
            done += part.Length;
        }

        return status;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<BlockStatus> TransferAsync(ulong block, TransferBuffer buffer)
    {
        BlockStatus status = Check(block, buffer);
        for (int done = 0; status.IsSuccess && done < buffer.Length;)
        {
            TransferBuffer part = buffer.Slice(done, Math.Min(buffer.Length - done, _maximumTransferBytes));
            status = await TransferPartAsync(block + (ulong)(done / BlockBytes), part).ConfigureAwait(false);
            done += part.Length;
        }

        return status;
    }

    // One command. The same in the two forms, but for the waiting.
    private BlockStatus TransferPart(ulong block, TransferBuffer part)
    {
        DmaMapping mapping = Map(part, out byte[]? bounce);
        QueuePair queue = _core.QueueOfThisCpu();
        CommandSlot? slot = queue.ClaimSlot();
        if (slot is null)
        {
            mapping.Dispose();
            return BlockStatus.Of(BlockError.DeviceGone);
        }

        Submit(queue, slot, block, part, mapping);
        return Finish(queue.Wait(slot), part, bounce);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<BlockStatus> TransferPartAsync(ulong block, TransferBuffer part)
    {
        DmaMapping mapping = Map(part, out byte[]? bounce);
        QueuePair queue = _core.QueueOfThisCpu();
        CommandSlot? slot = await queue.ClaimSlotAsync().ConfigureAwait(false);
        if (slot is null)
        {
            mapping.Dispose();
            return BlockStatus.Of(BlockError.DeviceGone);
        }

        Submit(queue, slot, block, part, mapping);
        return Finish(await queue.WaitAsync(slot).ConfigureAwait(false), part, bounce);
    }

    private BlockStatus Check(ulong block, TransferBuffer buffer)
    {
        if (buffer.Length % BlockBytes != 0)
        {
            throw new ArgumentException($"The buffer has {buffer.Length} bytes, which is no multiple of the block size, {BlockBytes}.", nameof(buffer));
        }

        if (buffer.Opcode == NvmOpcode.Write && IsReadOnly)
        {
            return BlockStatus.Of(BlockError.ReadOnly);
        }

        ulong blocks = (ulong)(buffer.Length / BlockBytes);
        return block > BlockCount || blocks > BlockCount - block ? BlockStatus.Of(BlockError.OutOfRange) : BlockStatus.Success;
    }

    // PRP1 may start anywhere in its page, but on a dword (NVMe Base 1.4 §4.3). For the rare buffer that does not, there is a copy.
    private DmaMapping Map(TransferBuffer part, out byte[]? bounce)
    {
        DmaMapping mapping = part.Map(_core.Hardware.Dma);
        if (PrpBuilder.CanReach(mapping))
        {
            bounce = null;
            return mapping;
        }

        mapping.Dispose();
        Interlocked.Increment(ref _bouncedTransfers);
        bounce = new byte[part.Length];
        return part.Duplicate(bounce).Map(_core.Hardware.Dma);
    }

    private void Submit(QueuePair queue, CommandSlot slot, ulong block, TransferBuffer part, DmaMapping mapping)
    {
        SubmissionEntry entry = NvmCommand.Transfer(part.Opcode, Id, block, part.Length / BlockBytes);
        slot.Attach(mapping, ref entry);
        queue.Submit(slot, ref entry, _core.Options.IoTimeoutNanoseconds);
    }

    private CommandSlot SubmitFlush(QueuePair queue, CommandSlot slot)
    {
        SubmissionEntry entry = NvmCommand.Flush(Id);
        queue.Submit(slot, ref entry, _core.Options.IoTimeoutNanoseconds);
        return slot;
    }

    private static BlockStatus Finish(CommandResult result, TransferBuffer part, byte[]? bounce)
    {
        if (bounce is not null && result.IsSuccess)
        {
            part.CopyBack(bounce);
        }

        return BlockStatuses.Of(result);
    }
}
