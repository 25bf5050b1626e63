using System;
using System.Collections.Generic;

namespace CosmosNvme.Nvme;

/// <summary>Log pages 0Bh and 0Fh: the NVM sets, or endurance groups, to which something has happened. NVMe Base 1.4 §5.14.1.11 and §5.14.1.15.</summary>
public sealed class EventAggregateLog : SpecStructure
{
    /// <summary>Bytes before the first id.</summary>
    internal const int HeaderBytes = 8;

    /// <summary>Copies the page.</summary>
    /// <param name="data">The page from its beginning on, 8 bytes or more, as the controller returned it.</param>
    public EventAggregateLog(ReadOnlySpan<byte> data)
        : base(data, data.Length)
    {
        ushort[] ids = new ushort[Math.Min(Count, (ulong)((data.Length - HeaderBytes) / sizeof(ushort)))];
        for (int index = 0; index < ids.Length; index++)
        {
            ids[index] = Word(HeaderBytes + (sizeof(ushort) * index));
        }

        Ids = ids;
    }

    /// <summary>Number of Entries (0): ids that the controller has.</summary>
    public ulong Count => Qword(0);

    /// <summary>The ids that were read.</summary>
    public IReadOnlyList<ushort> Ids { get; }
}
