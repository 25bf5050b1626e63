using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace CosmosNvme.Nvme;

/// <summary>The list that Identify with CNS 02h returns: up to 1024 namespace ids in ascending order, then zeros. NVMe Base 1.4 §5.15.2.3.</summary>
internal static class ActiveNamespaceList
{
    /// <summary>Ids that one list can hold; a full list may be continued after its last id.</summary>
    internal const int Capacity = IdentifyData.Bytes / sizeof(uint);

    /// <summary>Appends the ids of a list.</summary>
    /// <param name="list">4096 bytes as the controller returned them.</param>
    /// <param name="after">The id that the command named; the list begins above it.</param>
    /// <param name="ids">Where the ids go.</param>
    /// <returns>False if the ids do not ascend: such a list could go round in circles.</returns>
    internal static bool TryAppend(ReadOnlySpan<byte> list, uint after, List<uint> ids)
    {
        uint last = after;
        for (int index = 0; index < Capacity; index++)
        {
            uint id = BinaryPrimitives.ReadUInt32LittleEndian(list[(index * sizeof(uint))..]);
            if (id == 0)
            {
                return true;
            }

            if (id <= last)
            {
                return false;
            }

            ids.Add(id);
            last = id;
        }

        return true;
    }
}
