using System;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>The caller's buffer of a read or a write, and so which of the two it is.</summary>
internal readonly struct TransferBuffer
{
    private readonly Memory<byte> _target;
    private readonly ReadOnlyMemory<byte> _source;

    private TransferBuffer(NvmOpcode opcode, Memory<byte> target, ReadOnlyMemory<byte> source)
    {
        Opcode = opcode;
        _target = target;
        _source = source;
    }

    /// <summary>Read or Write.</summary>
    internal NvmOpcode Opcode { get; }

    /// <summary>Bytes.</summary>
    internal int Length => Opcode == NvmOpcode.Read ? _target.Length : _source.Length;

    /// <summary>A buffer to read into.</summary>
    internal static TransferBuffer ForRead(Memory<byte> target) => new(NvmOpcode.Read, target, default);

    /// <summary>A buffer to write from.</summary>
    internal static TransferBuffer ForWrite(ReadOnlyMemory<byte> source) => new(NvmOpcode.Write, default, source);

    /// <summary>A part of it.</summary>
    internal TransferBuffer Slice(int start, int length) => Opcode == NvmOpcode.Read
        ? ForRead(_target.Slice(start, length))
        : ForWrite(_source.Slice(start, length));

    /// <summary>Makes it reachable for the controller.</summary>
    internal DmaMapping Map(IDmaAllocator dma) => Opcode == NvmOpcode.Read
        ? dma.Map(_target, DmaDirection.FromDevice)
        : dma.MapToDevice(_source);

    /// <summary>A buffer elsewhere for the same transfer, with what is to be written.</summary>
    internal TransferBuffer Duplicate(byte[] memory)
    {
        if (Opcode == NvmOpcode.Read)
        {
            return ForRead(memory);
        }

        _source.CopyTo(memory);
        return ForWrite(memory);
    }

    /// <summary>Fetches what was read into the duplicate.</summary>
    internal void CopyBack(byte[] memory)
    {
        if (Opcode == NvmOpcode.Read)
        {
            memory.CopyTo(_target);
        }
    }
}
