using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace CosmosNvme.Nvme;

/// <summary>A list of controller ids, as Identify (CNS 12h, 13h) returns and Namespace Attachment takes it: a count, then the ids. NVMe Base 1.4 §4.9.</summary>
internal static class ControllerList
{
    /// <summary>Bytes of a list.</summary>
    internal const int Bytes = 4096;

    /// <summary>Ids that fit.</summary>
    internal const int Capacity = (Bytes / sizeof(ushort)) - 1;

    /// <summary>The ids; as many as fit, whatever the count says.</summary>
    internal static IReadOnlyList<ushort> Read(ReadOnlySpan<byte> list)
    {
        int count = Math.Min((int)BinaryPrimitives.ReadUInt16LittleEndian(list), Capacity);
        List<ushort> ids = new(count);
        for (int index = 1; index <= count; index++)
        {
            ids.Add(BinaryPrimitives.ReadUInt16LittleEndian(list[(index * sizeof(ushort))..]));
        }

        return ids;
    }

    /// <summary>Makes a list.</summary>
    /// <param name="ids">At most <see cref="Capacity"/> ids.</param>
    internal static byte[] Make(IReadOnlyList<ushort> ids)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ids.Count, Capacity);
        byte[] list = new byte[Bytes];
        BinaryPrimitives.WriteUInt16LittleEndian(list, (ushort)ids.Count);
        for (int index = 0; index < ids.Count; index++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(list.AsSpan((index + 1) * sizeof(ushort)), ids[index]);
        }

        return list;
    }
}
