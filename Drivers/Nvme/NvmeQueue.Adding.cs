using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <content>How commands get into the batch.</content>
public sealed partial class NvmeQueue
{
    /// <summary>Puts a read into the batch.</summary>
    /// <param name="disk">A namespace of the queue's controller.</param>
    /// <param name="block">First block.</param>
    /// <param name="buffer">At least one block, whole blocks; starts on a multiple of four, unless <see cref="NvmeNamespace.ReachesEveryByte"/>.</param>
    /// <param name="tag">What <see cref="Poll"/> will call it.</param>
    public NvmeAppend TryRead(NvmeNamespace disk, ulong block, Memory<byte> buffer, ulong tag) =>
        TryTransfer(disk, disk.ReadHeader, block, buffer, DmaDirection.FromDevice, tag);

    /// <summary>Puts a write into the batch. Durable only after a flush that was put in after this one's end.</summary>
    /// <inheritdoc cref="TryRead(NvmeNamespace, ulong, Memory{byte}, ulong)" path="/param"/>
    public NvmeAppend TryWrite(NvmeNamespace disk, ulong block, ReadOnlyMemory<byte> buffer, ulong tag) =>
        disk is { IsReadOnly: true } ? NvmeAppend.ReadOnly : TryTransfer(disk, disk.WriteHeader, block, buffer, DmaDirection.ToDevice, tag);

    /// <summary>Puts a read to the start of a pool's buffer into the batch: the cheapest there is, because its PRPs were made with the buffer.</summary>
    /// <param name="disk">A namespace of the queue's controller.</param>
    /// <param name="block">First block.</param>
    /// <param name="buffer">Rented, and not given back before the end was polled.</param>
    /// <param name="blocks">From 1 to as many as fit.</param>
    /// <param name="tag">What <see cref="Poll"/> will call it.</param>
    public NvmeAppend TryRead(NvmeNamespace disk, ulong block, NvmeBuffer buffer, int blocks, ulong tag) =>
        TryAdd(disk, disk.ReadHeader, block, buffer, blocks, tag, isWrite: false) ? NvmeAppend.Added : TryReadSlowly(disk, block, buffer, blocks, tag);

    /// <summary>Puts a write from the start of a pool's buffer into the batch. Durable only after a flush that was put in after this one's end.</summary>
    /// <inheritdoc cref="TryRead(NvmeNamespace, ulong, NvmeBuffer, int, ulong)" path="/param"/>
    public NvmeAppend TryWrite(NvmeNamespace disk, ulong block, NvmeBuffer buffer, int blocks, ulong tag) =>
        !disk.IsReadOnly && TryAdd(disk, disk.WriteHeader, block, buffer, blocks, tag, isWrite: true) ? NvmeAppend.Added : TryWriteSlowly(disk, block, buffer, blocks, tag);

    /// <summary>Puts a flush into the batch: it makes durable what had ended before. Not for controllers without a cache, which may refuse it.</summary>
    /// <param name="disk">A namespace of the queue's controller.</param>
    /// <param name="tag">What <see cref="Poll"/> will call it.</param>
    public NvmeAppend TryFlush(NvmeNamespace disk, ulong tag)
    {
        CheckOwner(disk);
        if (!IsOpen)
        {
            return NvmeAppend.DeviceGone;
        }

        uint id = _firstFree;
        if (id >= (uint)_slots.Length)
        {
            return NvmeAppend.Full;
        }

        _flushes++;
        ref SubmissionEntry entry = ref Take(ref _slots[id], tag, DirectSlotState.Outstanding);
        NvmCommand.Write(ref entry, NvmCommand.Header(NvmOpcode.Flush, disk.Id), id, block: 0, blocks: 1, prp1: 0, prp2: 0);
        return NvmeAppend.Added;
    }

    // What every request asks for is checked in one go, without a call: who is refused learns elsewhere why. Whether the controller works is not asked: a
    // stopped queue has no free slots once its owner has polled it, and what was put into the batch before gets its end then, like all others.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryAdd(NvmeNamespace disk, ulong header, ulong block, NvmeBuffer buffer, int blocks, ulong tag, bool isWrite)
    {
        // No blocks, and fewer, become a number that is too large for every buffer.
        ulong bytes = (ulong)disk.BytesOf(blocks);
        ulong end = block + (uint)blocks;
        uint id = _firstFree;
        DirectSlot[] slots = _slots;
        if (disk.Core != _core || bytes - 1 >= buffer.PreparedBytes || bytes > disk.LongestTransfer || end > disk.BlockCount || end < block
            || id >= (uint)slots.Length)
        {
            return false;
        }

        Count(bytes, isWrite);
        ref SubmissionEntry entry = ref Take(ref slots[id], tag, DirectSlotState.Outstanding);
        ulong second = SecondPointer(buffer, bytes, ref header);
        NvmCommand.Write(ref entry, header, id, block, (uint)blocks, buffer.Prp1, second);
        return true;
    }

    // What stands behind PRP1 in the command. Up to two pages it is PRP2, and there is nothing else to fetch for the controller. For more it is the rest of an SGL
    // descriptor, which the header then says, or the address of a list.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong SecondPointer(NvmeBuffer buffer, ulong bytes, ref ulong header)
    {
        if (bytes <= DmaMapping.PageBytes)
        {
            return 0;
        }

        if (bytes <= 2 * DmaMapping.PageBytes)
        {
            return buffer.Prp1 + DmaMapping.PageBytes;
        }

        if (!_sgls.IsOn)
        {
            return buffer.PrpList;
        }

        header |= SglDescriptor.HeaderFlag;
        return SglDescriptor.DataBlock((uint)bytes).Value;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private NvmeAppend TryReadSlowly(NvmeNamespace disk, ulong block, NvmeBuffer buffer, int blocks, ulong tag) =>
        TryTransfer(disk, disk.ReadHeader, block, MemoryOf(disk, buffer, blocks), DmaDirection.FromDevice, tag);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private NvmeAppend TryWriteSlowly(NvmeNamespace disk, ulong block, NvmeBuffer buffer, int blocks, ulong tag) =>
        disk.IsReadOnly ? NvmeAppend.ReadOnly : TryTransfer(disk, disk.WriteHeader, block, MemoryOf(disk, buffer, blocks), DmaDirection.ToDevice, tag);

    private Memory<byte> MemoryOf(NvmeNamespace disk, NvmeBuffer buffer, int blocks)
    {
        CheckOwner(disk);
        long bytes = disk.BytesOf(blocks);
        if (blocks <= 0 || bytes > buffer.Length)
        {
            ThrowBeyond(blocks, buffer);
        }

        return buffer.Memory[..(int)bytes];
    }

    private NvmeAppend TryTransfer(NvmeNamespace disk, ulong header, ulong block, ReadOnlyMemory<byte> buffer, DmaDirection direction, ulong tag)
    {
        CheckOwner(disk);
        int blocks = disk.BlocksOf(buffer.Length);
        NvmeAppend answer = Check(disk, block, blocks, buffer.Length);
        if (answer != NvmeAppend.Added)
        {
            return answer;
        }

        uint id = _firstFree;
        ref DirectSlotMemory memory = ref _memory[id];
        if (!memory.Mapping.TryAppend(buffer, direction) || !(PrpBuilder.CanReach(memory.Mapping) || SglBuilder.IsNeeded(memory.Mapping, _sgls)))
        {
            memory.Mapping.Clear();
            return NvmeAppend.Unreachable;
        }

        ref SubmissionEntry entry = ref Take(ref _slots[id], tag, DirectSlotState.Outstanding | DirectSlotState.Mapped);
        NvmCommand.Write(ref entry, header, id, block, (uint)blocks, prp1: 0, prp2: 0);
        if (!SglBuilder.TryBuild(memory.Mapping, memory.List, _sgls, ref entry))
        {
            PrpBuilder.Build(memory.Mapping, memory.List, ref entry);
        }

        Count((ulong)buffer.Length, isWrite: direction == DmaDirection.ToDevice);
        return NvmeAppend.Added;
    }

    private NvmeAppend Check(NvmeNamespace disk, ulong block, int blocks, int bytes)
    {
        if (bytes > (long)disk.LongestTransfer)
        {
            return NvmeAppend.TooLong;
        }

        ulong count = disk.BlockCount;
        if (block > count || (ulong)blocks > count - block)
        {
            return NvmeAppend.OutOfRange;
        }

        return !IsOpen ? NvmeAppend.DeviceGone : _firstFree >= (uint)_slots.Length ? NvmeAppend.Full : NvmeAppend.Added;
    }

    // Takes the topmost slot and the ring's next place, which is free if a slot is: there are fewer slots than places.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref SubmissionEntry Take(ref DirectSlot slot, ulong tag, DirectSlotState state)
    {
        _firstFree = slot.NextFree;
        slot.Tag = tag;
        slot.State = state;
        return ref _submissions[(uint)_added++];
    }

    private void CheckOwner(NvmeNamespace disk)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (disk.Core != _core)
        {
            ThrowForeign(disk);
        }
    }

    [DoesNotReturn]
    private static void ThrowBeyond(int blocks, NvmeBuffer buffer) =>
        throw new ArgumentOutOfRangeException(nameof(blocks), blocks, $"The buffer has {buffer.Length} bytes; from one block to as many as fit are read or written.");

    [DoesNotReturn]
    private static void ThrowForeign(NvmeNamespace disk) => throw new ArgumentException($"{disk.Name} belongs to another controller than the queue.", nameof(disk));
}
