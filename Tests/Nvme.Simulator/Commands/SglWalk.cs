using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;

namespace CosmosNvme.Nvme.Simulator;

/// <summary>Walks a scatter gather list. NVMe Base 1.4 §4.4. What is not as it should be is a violation. Under the controller's lock.</summary>
internal static class SglWalk
{
    /// <summary>PSDT of commands with an SGL.</summary>
    internal const byte CommandFlag = 0x40;

    private const int DescriptorBytes = 16;
    private const int DataBlock = 0;
    private const int LastSegment = 3;

    /// <summary>True if the controller says that it takes them.</summary>
    internal static bool IsOffered(SimulatedController device) => (device.ScatterGatherLists & 3) is 1 or 2;

    /// <summary>The parts of the data; null if there is something wrong with the list.</summary>
    internal static List<(ulong Address, int Length)>? Resolve(SimulatedController device, SimulatedCommand command, int length)
    {
        (ulong Address, uint Length, int Type) first = (command.Prp1, (uint)command.Prp2, (int)(command.Prp2 >> 60));
        if ((command.Prp2 & 0x0fff_ffff_0000_0000) != 0 || command.Flags != CommandFlag || !IsOffered(device))
        {
            return Refuse(device, "an SGL descriptor with reserved bits, or where there are none");
        }

        List<(ulong Address, uint Length, int Type)> blocks = [first];
        if (first.Type == LastSegment)
        {
            if (first.Address % 8 != 0 || first.Length == 0 || first.Length % DescriptorBytes != 0)
            {
                return Refuse(device, $"an SGL segment of {first.Length} bytes at 0x{first.Address:x}");
            }

            blocks = ReadSegment(device, first.Address, (int)first.Length);
        }

        bool isOffDword = (device.ScatterGatherLists & 3) == 2 && blocks.Any(block => block.Address % 4 != 0 || block.Length % 4 != 0);
        if (blocks.Any(block => block.Type != DataBlock || block.Length == 0) || isOffDword)
        {
            return Refuse(device, "an SGL of other things than data blocks, or of such that the controller cannot reach");
        }

        // SGLS bit 18 is 0: neither more nor less than the command transfers.
        return blocks.Sum(block => block.Length) == length
            ? [.. blocks.Select(block => (block.Address, (int)block.Length))]
            : Refuse(device, $"an SGL of {blocks.Sum(block => block.Length)} bytes for {length}");
    }

    private static List<(ulong Address, uint Length, int Type)> ReadSegment(SimulatedController device, ulong address, int bytes)
    {
        byte[] segment = new byte[bytes];
        device.Memory.Read(address, segment);
        List<(ulong Address, uint Length, int Type)> blocks = [];
        for (int offset = 0; offset < bytes; offset += DescriptorBytes)
        {
            ulong rest = BinaryPrimitives.ReadUInt64LittleEndian(segment.AsSpan(offset + sizeof(ulong)));
            blocks.Add((BinaryPrimitives.ReadUInt64LittleEndian(segment.AsSpan(offset)), (uint)rest, (int)(rest >> 56)));
        }

        return blocks;
    }

    private static List<(ulong Address, int Length)>? Refuse(SimulatedController device, string what)
    {
        device.Violate(what);
        return null;
    }
}
