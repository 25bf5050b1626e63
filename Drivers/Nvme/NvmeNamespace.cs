using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>A namespace: a disk. Data goes straight between the medium and the caller's buffer, if that starts on a multiple of four.</summary>
public sealed partial class NvmeNamespace : IBlockDevice
{
    private const int StripeBytes = 128 * 1024;

    private readonly bool _hasWriteCache;
    private readonly bool _canDeallocate;
    private readonly int _blockShift;
    private readonly long _blockBytes;
    private ulong _blockCount;

    internal NvmeNamespace(ControllerCore core, IdentifyController controller, uint id, IdentifyNamespace identify, NamespaceDescriptors? descriptors, int maximumTransferBytes)
    {
        Core = core;
        _hasWriteCache = controller.HasVolatileWriteCache;
        _canDeallocate = controller.NvmCapabilities.HasFlag(NvmCapabilities.DatasetManagement);
        _channel = new CommandChannel(core, maximumTransferBytes);
        Id = id;
        Identify = identify;
        Name = $"{core.Name}n{id}";
        BlockBytes = identify.Format.BlockBytes;
        _blockBytes = BlockBytes;
        _blockShift = BitOperations.Log2((uint)BlockBytes);
        _blockCount = identify.Size;
        Descriptors = descriptors;
        StableNames = Nvme.StableNames.Of(controller, id, identify, descriptors);
        PathName = core.Hardware.Location.Length == 0 ? null : $"pci-{core.Hardware.Location}-nvme-{id}";
        IsReadOnly = IsZoned || identify.IsWriteProtected || (core.Options.IsReadOnly && !core.Options.WritableNamespaces.Contains(Name));

        // The shortest transfer is one block, even where MDTS is smaller than that: such a controller will refuse it and say why.
        long limit = Math.Min(maximumTransferBytes, (long)NvmCommand.MaximumBlocks * BlockBytes);
        int boundary = core.Options.Quirks.HasFlag(NvmeQuirks.StripeBoundary128KiB) ? Math.Max(StripeBytes, BlockBytes) : 0;
        LongestTransfer = (ulong)Math.Max(limit / BlockBytes * BlockBytes, BlockBytes);
        Mapper = new TransferMapper(core.Hardware.Dma, BlockBytes, (int)LongestTransfer, core.Sgls, boundary);
        ReadHeader = NvmCommand.Header(NvmOpcode.Read, id);
        WriteHeader = NvmCommand.Header(NvmOpcode.Write, id);
    }

    /// <summary>NSID.</summary>
    public uint Id { get; }

    /// <summary>What the controller says about it.</summary>
    public IdentifyNamespace Identify { get; }

    /// <summary>Its unique ids; null if the controller does not tell them.</summary>
    public NamespaceDescriptors? Descriptors { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> StableNames { get; }

    /// <inheritdoc/>
    public string? PathName { get; }

    /// <summary>True if its blocks are written zone by zone: as a disk it can only be read then, <see cref="ControllerCommands.Zones"/> can do more.</summary>
    public bool IsZoned => Descriptors?.CommandSet == ZonedCommandSet;

    /// <summary>True once the namespace is gone or has got another format: every request fails, and nothing brings it back.</summary>
    public bool IsGone { get; private set; }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int BlockBytes { get; }

    /// <inheritdoc/>
    public ulong BlockCount => Volatile.Read(ref _blockCount);

    /// <inheritdoc/>
    public bool IsReadOnly { get; }

    /// <summary>True if the controller reaches buffers that do not start on a multiple of four (it takes SGLs of bytes): these are not copied then.</summary>
    public bool ReachesEveryByte => Mapper.ReachesEveryByte;

    /// <summary>Commands whose data had to be copied, because a buffer did not start on a multiple of four, or several did not join page to page.</summary>
    public long BouncedTransfers => Mapper.Copied;

    /// <summary>The controller.</summary>
    internal ControllerCore Core { get; }

    /// <summary>I/O command set of zoned namespaces.</summary>
    internal const byte ZonedCommandSet = 2;

    /// <summary>
    /// Lets no request through until <see cref="Resume"/>: blocks may be about to get another size, and what is asked for in blocks of the old
    /// one would be more bytes than its buffer has. A disk without blocks costs the path of a request nothing.
    /// </summary>
    internal void Suspend() => Volatile.Write(ref _blockCount, 0);

    /// <summary>Nothing has changed.</summary>
    internal void Resume() => Volatile.Write(ref _blockCount, Identify.Size);

    /// <summary>Lets no request through any more.</summary>
    internal void Retire()
    {
        IsGone = true;
        Suspend();
    }

    /// <summary>True if the controller now says of the namespace what it said when this disk was made.</summary>
    internal bool IsStill(IdentifyNamespace identify) =>
        identify.Size == Identify.Size && identify.FormatByte == Identify.FormatByte && identify.Format == Identify.Format
        && identify.GloballyUniqueId.SequenceEqual(Identify.GloballyUniqueId) && identify.ExtendedUniqueId.SequenceEqual(Identify.ExtendedUniqueId)
        && identify.IsWriteProtected == Identify.IsWriteProtected;

    /// <summary>Makes callers' buffers reachable.</summary>
    internal TransferMapper Mapper { get; }

    /// <inheritdoc/>
    public BlockStatus Read(ulong block, Memory<byte> buffer) => Run(NvmOpcode.Read, block, new BufferList(buffer));

    /// <inheritdoc/>
    public BlockStatus Write(ulong block, ReadOnlyMemory<byte> buffer) => Run(NvmOpcode.Write, block, new BufferList(buffer));

    /// <inheritdoc/>
    public BlockStatus WriteThrough(ulong block, ReadOnlyMemory<byte> buffer)
    {
        if (IsForceUnitAccessIgnored)
        {
            BlockStatus written = Write(block, buffer);
            return written.IsSuccess ? Flush() : written;
        }

        BufferList buffers = new(buffer);
        BlockStatus status = Check(NvmOpcode.Write, block, buffers.Left);
        return status.IsSuccess && buffers.Left > 0 ? Transfer.Rent(this, NvmOpcode.Write, block, buffers, default).Through().Run() : status;
    }

    /// <inheritdoc/>
    public ValueTask<BlockStatus> WriteThroughAsync(ulong block, ReadOnlyMemory<byte> buffer)
    {
        if (IsForceUnitAccessIgnored)
        {
            return WriteAndFlushAsync(block, buffer);
        }

        BufferList buffers = new(buffer);
        BlockStatus status = Check(NvmOpcode.Write, block, buffers.Left);
        if (!status.IsSuccess || buffers.Left == 0)
        {
            return new ValueTask<BlockStatus>(status);
        }

        Transfer transfer = Transfer.Rent(this, NvmOpcode.Write, block, buffers, default).Through();
        return Core.IsPolled ? new ValueTask<BlockStatus>(transfer.Run()) : transfer.Start();
    }

    /// <summary>Reads into several buffers, one after the other; together a multiple of <see cref="BlockBytes"/>, at most 2 GiB.</summary>
    public BlockStatus Read(ulong block, ArraySegment<Memory<byte>> buffers) => Run(NvmOpcode.Read, block, new BufferList(buffers));

    /// <summary>Writes several buffers, one after the other; together a multiple of <see cref="BlockBytes"/>, at most 2 GiB.</summary>
    public BlockStatus Write(ulong block, ArraySegment<ReadOnlyMemory<byte>> buffers) => Run(NvmOpcode.Write, block, new BufferList(buffers));

    /// <inheritdoc/>
    public BlockStatus Flush() => IsFlushNeeded ? Transfer.Rent(this, NvmOpcode.Flush, 0, default, default).Run() : StatusWithoutCache;

    /// <inheritdoc/>
    public ValueTask<BlockStatus> ReadAsync(ulong block, Memory<byte> buffer) => ReadAsync(block, buffer, CancellationToken.None);

    /// <inheritdoc/>
    public ValueTask<BlockStatus> WriteAsync(ulong block, ReadOnlyMemory<byte> buffer) => WriteAsync(block, buffer, CancellationToken.None);

    /// <summary>The same as the other, but cancellable.</summary>
    /// <param name="block">First block.</param>
    /// <param name="buffer">A multiple of <see cref="BlockBytes"/> long, the caller's again only when the task is done.</param>
    /// <param name="cancellation">
    /// Ends the wait for a place in a full queue. What the controller has been given is not cancelled: the task is done when the
    /// hardware is done with the buffer.
    /// </param>
    /// <exception cref="OperationCanceledException">It was cancelled before the controller was given anything.</exception>
    public ValueTask<BlockStatus> ReadAsync(ulong block, Memory<byte> buffer, CancellationToken cancellation) =>
        Start(NvmOpcode.Read, block, new BufferList(buffer), cancellation);

    /// <inheritdoc cref="ReadAsync(ulong, Memory{byte}, CancellationToken)"/>
    public ValueTask<BlockStatus> WriteAsync(ulong block, ReadOnlyMemory<byte> buffer, CancellationToken cancellation) =>
        Start(NvmOpcode.Write, block, new BufferList(buffer), cancellation);

    /// <summary>Reads into several buffers, one after the other; together a multiple of <see cref="BlockBytes"/>, at most 2 GiB.</summary>
    /// <remarks>Buffers that join page to page, and whose first starts on a dword, are reached where they are; others are copied.</remarks>
    public ValueTask<BlockStatus> ReadAsync(ulong block, ArraySegment<Memory<byte>> buffers, CancellationToken cancellation) =>
        Start(NvmOpcode.Read, block, new BufferList(buffers), cancellation);

    /// <summary>Writes several buffers, one after the other; together a multiple of <see cref="BlockBytes"/>, at most 2 GiB.</summary>
    /// <inheritdoc cref="ReadAsync(ulong, ArraySegment{Memory{byte}}, CancellationToken)" path="/remarks"/>
    public ValueTask<BlockStatus> WriteAsync(ulong block, ArraySegment<ReadOnlyMemory<byte>> buffers, CancellationToken cancellation) =>
        Start(NvmOpcode.Write, block, new BufferList(buffers), cancellation);

    /// <inheritdoc/>
    public ValueTask<BlockStatus> FlushAsync()
    {
        if (!IsFlushNeeded)
        {
            return new ValueTask<BlockStatus>(StatusWithoutCache);
        }

        Transfer transfer = Transfer.Rent(this, NvmOpcode.Flush, 0, default, default);
        return Core.IsPolled ? new ValueTask<BlockStatus>(transfer.Run()) : transfer.Start();
    }

    private async ValueTask<BlockStatus> WriteAndFlushAsync(ulong block, ReadOnlyMemory<byte> buffer)
    {
        BlockStatus status = await WriteAsync(block, buffer).ConfigureAwait(false);
        return status.IsSuccess ? await FlushAsync().ConfigureAwait(false) : status;
    }

    private bool IsForceUnitAccessIgnored => Core.Options.Quirks.HasFlag(NvmeQuirks.ForceUnitAccessIgnored);

    // Without a cache, what was written successfully is durable already, and some controllers refuse the command.
    private bool IsFlushNeeded => _hasWriteCache;

    private BlockStatus StatusWithoutCache => Core.Health.HasFailed ? BlockStatus.Of(BlockError.DeviceGone) : BlockStatus.Success;

    private BlockStatus Run(NvmOpcode opcode, ulong block, in BufferList buffers)
    {
        BlockStatus status = Check(opcode, block, buffers.Left);
        return status.IsSuccess && buffers.Left > 0 ? Transfer.Rent(this, opcode, block, buffers, default).Run() : status;
    }

    private ValueTask<BlockStatus> Start(NvmOpcode opcode, ulong block, in BufferList buffers, CancellationToken cancellation)
    {
        BlockStatus status = Check(opcode, block, buffers.Left);
        if (!status.IsSuccess || buffers.Left == 0)
        {
            return new ValueTask<BlockStatus>(status);
        }

        if (cancellation.IsCancellationRequested)
        {
            return Cancelled(cancellation);
        }

        // Nobody would tell a polled queue's transfer to go on, so its caller looks until it is done.
        Transfer transfer = Transfer.Rent(this, opcode, block, buffers, cancellation);
        return Core.IsPolled ? new ValueTask<BlockStatus>(transfer.Run()) : transfer.Start();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ValueTask<BlockStatus> Cancelled(CancellationToken cancellation) => ValueTask.FromCanceled<BlockStatus>(cancellation);

    /// <summary>Longest transfer of one command, in bytes: a multiple of the block.</summary>
    internal ulong LongestTransfer { get; }

    /// <summary>How its reads begin, see <see cref="NvmCommand.Header"/>.</summary>
    internal ulong ReadHeader { get; }

    /// <summary>How its writes begin.</summary>
    internal ulong WriteHeader { get; }

    /// <summary>Bytes of a number of blocks.</summary>
    internal long BytesOf(int blocks) => blocks * _blockBytes;

    /// <summary>Blocks that a buffer holds.</summary>
    /// <exception cref="ArgumentException">It does not hold whole blocks: a bug of the caller.</exception>
    internal int BlocksOf(int length)
    {
        if ((length & (BlockBytes - 1)) != 0)
        {
            ThrowNotWholeBlocks(length, nameof(length));
        }

        return length >> _blockShift;
    }

    private BlockStatus Check(NvmOpcode opcode, ulong block, int length)
    {
        ulong blocks = (ulong)BlocksOf(length);
        if (opcode == NvmOpcode.Write && IsReadOnly)
        {
            return BlockStatus.Of(BlockError.ReadOnly);
        }

        ulong count = BlockCount;
        return block > count || blocks > count - block ? OutOfRange() : BlockStatus.Success;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private BlockStatus OutOfRange() => BlockStatus.Of(BlockCount == 0 ? BlockError.DeviceGone : BlockError.OutOfRange);

    private void ThrowNotWholeBlocks(int length, string parameter) =>
        throw new ArgumentException($"The buffer has {length} bytes, which is no multiple of the block size, {BlockBytes}.", parameter);
}
