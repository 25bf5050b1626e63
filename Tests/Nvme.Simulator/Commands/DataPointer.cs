using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace CosmosNvme.Nvme.Simulator;

/// <summary>The host's buffer of a command, found by its PRPs or its SGL. NVMe Base 1.4 §4.3 and §4.4. Under the controller's lock.</summary>
internal sealed class DataPointer
{
    private readonly SimulatedMemory _memory;
    private readonly List<(ulong Address, int Length)> _parts;

    private DataPointer(SimulatedMemory memory, List<(ulong Address, int Length)> parts)
    {
        _memory = memory;
        _parts = parts;
    }

    /// <summary>Walks the PRPs or the SGL of a command.</summary>
    /// <returns>Null where an offset is not allowed.</returns>
    internal static DataPointer? TryResolve(SimulatedController device, SimulatedCommand command, int length)
    {
        if (command.Flags != 0)
        {
            return SglWalk.Resolve(device, command, length) is { } found ? new DataPointer(device.Memory, found) : null;
        }

        int pageBytes = device.PageBytes;
        int first = Math.Min(length, pageBytes - (int)(command.Prp1 % (ulong)pageBytes));
        List<(ulong Address, int Length)> parts = [(command.Prp1, first)];
        int left = length - first;
        if (command.Prp1 % 4 != 0)
        {
            return null;
        }

        if (left == 0)
        {
            if (command.Prp2 != 0 && command.IsIo)
            {
                device.Violate("PRP2 is set although one page is enough");
            }
        }
        else if (left <= pageBytes)
        {
            parts.Add((command.Prp2, left));
            if (command.Prp2 % (ulong)pageBytes != 0)
            {
                return null;
            }
        }
        else if (!TryWalkList(device.Memory, command.Prp2, pageBytes, left, parts))
        {
            return null;
        }

        return new DataPointer(device.Memory, parts);
    }

    /// <summary>Fetches the host's bytes.</summary>
    internal void ReadFromHost(Span<byte> target)
    {
        foreach ((ulong address, int length) in _parts)
        {
            _memory.Read(address, target[..length]);
            target = target[length..];
        }
    }

    /// <summary>Hands bytes to the host.</summary>
    internal void WriteToHost(ReadOnlySpan<byte> source)
    {
        foreach ((ulong address, int length) in _parts)
        {
            _memory.Write(address, source[..length]);
            source = source[length..];
        }
    }

    private static bool TryWalkList(SimulatedMemory memory, ulong entryAddress, int pageBytes, int left, List<(ulong Address, int Length)> parts)
    {
        ulong page = (ulong)pageBytes;
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        while (left > 0)
        {
            if (entryAddress % sizeof(ulong) != 0)
            {
                return false;
            }

            memory.Read(entryAddress, bytes);
            ulong entry = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            if (entry % page != 0)
            {
                return false;
            }

            // The last entry of a page of the list is a link unless nothing comes after it.
            if (entryAddress % page == page - sizeof(ulong) && left > pageBytes)
            {
                entryAddress = entry;
                continue;
            }

            int part = Math.Min(left, pageBytes);
            parts.Add((entry, part));
            left -= part;
            entryAddress += sizeof(ulong);
        }

        return true;
    }
}
