using System;

namespace CosmosNvme.Nucleus;

/// <summary>What firmware's tables say, for managed threads. Callable from every thread; nothing here allocates or blocks.</summary>
public static unsafe class AcpiServices
{
    /// <summary>A table that firmware's root table names and that is sound, header included; lives for ever, must not be written.</summary>
    /// <param name="index">From 0.</param>
    /// <returns>Empty if there is no such table.</returns>
    public static ReadOnlySpan<byte> Table(int index)
    {
        byte* table = index < 0 ? null : AcpiTables.At((uint)index);
        return table == null ? default : new ReadOnlySpan<byte>(table, (int)AcpiTable.Length(table));
    }

    /// <summary>Ranges of buses with memory-mapped configuration space; 0 without PCI Express.</summary>
    public static int EcamCount => (int)Mcfg.Info->Count;

    /// <summary>Reads a range.</summary>
    /// <param name="index">0 up to <see cref="EcamCount"/> - 1.</param>
    /// <param name="snapshot">Receives it.</param>
    /// <returns>False if there is no such range.</returns>
    public static bool TryReadEcam(int index, out EcamSnapshot snapshot)
    {
        snapshot = default;
        if ((uint)index >= Mcfg.Info->Count)
        {
            return false;
        }

        McfgSegment* segment = McfgInfo.Segment(Mcfg.Info, (uint)index);
        snapshot.Base = segment->Base;
        snapshot.Segment = segment->Segment;
        snapshot.FirstBus = segment->FirstBus;
        snapshot.LastBus = segment->LastBus;
        return true;
    }
}
