using System;
using System.Buffers.Binary;
using System.Globalization;

namespace CosmosNvme.Nvme;

/// <summary>
/// The NVM command set on one namespace, a command per call, nothing split or repeated. Synchronous. Any thread; allocates. For a disk's daily work
/// there is <see cref="NvmeNamespace"/>; this is for what goes beyond it. What the controller does not have is refused before it is sent.
/// </summary>
public sealed class NamespaceCommands
{
    /// <summary>Most ranges of a Dataset Management.</summary>
    public const int MostDatasetRanges = 256;

    /// <summary>Most source ranges of a Copy.</summary>
    public const int MostCopyRanges = 256;

    private readonly ControllerCommands _controller;

    internal NamespaceCommands(ControllerCommands controller, uint id, IdentifyNamespace identify)
    {
        _controller = controller;
        Id = id;
        Identify = identify;
    }

    /// <summary>NSID.</summary>
    public uint Id { get; }

    /// <summary>What the controller said about the namespace.</summary>
    public IdentifyNamespace Identify { get; }

    /// <summary>Bytes that a block takes in a data buffer: the block, and its metadata if that travels with it.</summary>
    public int BlockBytes => DataBytesOfBlock(Identify);

    /// <summary>Read. NVMe Base 1.4 §6.9.</summary>
    /// <param name="block">First block.</param>
    /// <param name="data">Whole blocks, 1 to 65536, at most <see cref="ControllerCommands.MaximumDataBytes"/>.</param>
    /// <param name="flags">FUA and LR.</param>
    public NvmeAnswer Read(ulong block, Memory<byte> data, IoFlags flags = IoFlags.None) => Transfer(NvmOpcode.Read, DataDirection.FromController, block, data, flags);

    /// <summary>Write. NVMe Base 1.4 §6.15.</summary>
    /// <inheritdoc cref="Read" path="/param"/>
    public NvmeAnswer Write(ulong block, Memory<byte> data, IoFlags flags = IoFlags.None) => Transfer(NvmOpcode.Write, DataDirection.ToController, block, data, flags);

    /// <summary>Compare: status 285h if the medium has something else. NVMe Base 1.4 §6.6.</summary>
    /// <inheritdoc cref="Read" path="/param"/>
    public NvmeAnswer Compare(ulong block, Memory<byte> data, IoFlags flags = IoFlags.None) => Transfer(NvmOpcode.Compare, DataDirection.ToController, block, data, flags);

    /// <summary>Flush. NVMe Base 1.4 §6.8.</summary>
    public NvmeAnswer Flush() => _controller.ExecuteIo(new NvmeRequest { Opcode = (byte)NvmOpcode.Flush, NamespaceId = Id }, default);

    /// <summary>Write Zeroes. NVMe Base 1.4 §6.17.</summary>
    /// <param name="block">First block.</param>
    /// <param name="blocks">1 to 65536 blocks.</param>
    /// <param name="flags">DEAC, FUA and LR.</param>
    public NvmeAnswer WriteZeroes(ulong block, int blocks, IoFlags flags = IoFlags.None) => WithoutData(NvmOpcode.WriteZeroes, block, blocks, flags);

    /// <summary>Write Uncorrectable: reads of the blocks fail until they are written. NVMe Base 1.4 §6.16.</summary>
    /// <param name="block">First block.</param>
    /// <param name="blocks">1 to 65536 blocks.</param>
    public NvmeAnswer WriteUncorrectable(ulong block, int blocks) => WithoutData(NvmOpcode.WriteUncorrectable, block, blocks, IoFlags.None);

    /// <summary>Verify: the controller checks that the blocks can be read. NVMe Base 1.4 §6.14.</summary>
    /// <param name="block">First block.</param>
    /// <param name="blocks">1 to 65536 blocks.</param>
    /// <param name="flags">FUA and LR.</param>
    public NvmeAnswer Verify(ulong block, int blocks, IoFlags flags = IoFlags.None) => WithoutData(NvmOpcode.Verify, block, blocks, flags);

    /// <summary>Dataset Management. NVMe Base 1.4 §6.7.</summary>
    /// <param name="ranges">1 to <see cref="MostDatasetRanges"/> ranges.</param>
    /// <param name="attributes">What is said about them.</param>
    public NvmeAnswer ManageDataset(ReadOnlySpan<DatasetRange> ranges, DatasetAttributes attributes)
    {
        const int RangeBytes = 16;
        ArgumentOutOfRangeException.ThrowIfZero(ranges.Length, nameof(ranges));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ranges.Length, MostDatasetRanges, nameof(ranges));
        byte[] data = new byte[ranges.Length * RangeBytes];
        for (int index = 0; index < ranges.Length; index++)
        {
            Span<byte> range = data.AsSpan(index * RangeBytes, RangeBytes);
            BinaryPrimitives.WriteUInt32LittleEndian(range, ranges[index].Attributes);
            BinaryPrimitives.WriteUInt32LittleEndian(range[4..], ranges[index].Blocks);
            BinaryPrimitives.WriteUInt64LittleEndian(range[8..], ranges[index].Block);
        }

        return _controller.ExecuteIo(
            new NvmeRequest
            {
                Opcode = (byte)NvmOpcode.DatasetManagement,
                NamespaceId = Id,
                Dword10 = (uint)ranges.Length - 1,
                Dword11 = (uint)attributes,
                Direction = DataDirection.ToController,
            },
            data);
    }

    /// <summary>Copy: source ranges, one behind the other, to a place in the same namespace. NVM Command Set 1.0 §3.2.2.</summary>
    /// <param name="destination">First block of the place.</param>
    /// <param name="sources">1 to <see cref="MostCopyRanges"/> ranges, within MSRC, MSSRL and MCL.</param>
    /// <param name="flags">FUA and LR.</param>
    public NvmeAnswer Copy(ulong destination, ReadOnlySpan<CopyRange> sources, IoFlags flags = IoFlags.None)
    {
        ArgumentOutOfRangeException.ThrowIfZero(sources.Length, nameof(sources));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sources.Length, MostCopyRanges, nameof(sources));
        byte[] data = new byte[sources.Length * CopyRange.Bytes];
        for (int index = 0; index < sources.Length; index++)
        {
            Span<byte> range = data.AsSpan(index * CopyRange.Bytes, CopyRange.Bytes);
            CheckCount(sources[index].Blocks, nameof(sources));
            BinaryPrimitives.WriteUInt64LittleEndian(range[8..], sources[index].Block);
            BinaryPrimitives.WriteUInt16LittleEndian(range[16..], (ushort)(sources[index].Blocks - 1));
        }

        return ReasonAgainst(sources) is string reason
            ? NvmeAnswer.NotSent(reason)
            : _controller.ExecuteIo(
                new NvmeRequest
                {
                    Opcode = (byte)NvmOpcode.Copy,
                    NamespaceId = Id,
                    Dword10 = (uint)destination,
                    Dword11 = (uint)(destination >> 32),
                    Dword12 = (uint)flags | ((uint)sources.Length - 1),
                    Direction = DataDirection.ToController,
                },
                data);
    }

    /// <summary>Bytes that a block takes in a data buffer.</summary>
    internal static int DataBytesOfBlock(IdentifyNamespace identify)
    {
        const int MetadataInData = 1 << 4;
        LbaFormat format = identify.Format;
        int block = format.IsUsable ? format.BlockBytes : 0;
        return (identify.FormatByte & MetadataInData) != 0 ? block + format.MetadataBytes : block;
    }

    private string? ReasonAgainst(ReadOnlySpan<CopyRange> sources)
    {
        // Controllers that leave the limits at 0 say nothing about them; the command itself will show.
        ulong all = 0;
        foreach (CopyRange source in sources)
        {
            all += (ulong)source.Blocks;
            if (Identify.CopyRangeBlocks != 0 && source.Blocks > Identify.CopyRangeBlocks)
            {
                return string.Create(CultureInfo.InvariantCulture, $"a source range of Copy has at most {Identify.CopyRangeBlocks} blocks here (MSSRL)");
            }
        }

        if (Identify.CopyBlocks != 0 && all > Identify.CopyBlocks)
        {
            return string.Create(CultureInfo.InvariantCulture, $"a Copy has at most {Identify.CopyBlocks} blocks here (MCL)");
        }

        return sources.Length > Identify.CopyRanges + 1 && Identify.CopyBlocks != 0
            ? string.Create(CultureInfo.InvariantCulture, $"a Copy has at most {Identify.CopyRanges + 1} source ranges here (MSRC)")
            : null;
    }

    private NvmeAnswer Transfer(NvmOpcode opcode, DataDirection direction, ulong block, Memory<byte> data, IoFlags flags)
    {
        if (BlockBytes == 0 || data.Length == 0 || data.Length % BlockBytes != 0)
        {
            throw new ArgumentException($"The buffer has {data.Length} bytes, which is no multiple of the block size, {BlockBytes}.", nameof(data));
        }

        return _controller.ExecuteIo(Describe(opcode, block, data.Length / BlockBytes, flags) with { Direction = direction }, data);
    }

    private NvmeAnswer WithoutData(NvmOpcode opcode, ulong block, int blocks, IoFlags flags) => _controller.ExecuteIo(Describe(opcode, block, blocks, flags), default);

    private NvmeRequest Describe(NvmOpcode opcode, ulong block, int blocks, IoFlags flags)
    {
        CheckCount(blocks, nameof(blocks));
        return new NvmeRequest
        {
            Opcode = (byte)opcode,
            NamespaceId = Id,
            Dword10 = (uint)block,
            Dword11 = (uint)(block >> 32),
            Dword12 = (uint)flags | (uint)(blocks - 1),
        };
    }

    private static void CheckCount(int blocks, string parameter)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(blocks, 1, parameter);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(blocks, NvmCommand.MaximumBlocks, parameter);
    }
}
