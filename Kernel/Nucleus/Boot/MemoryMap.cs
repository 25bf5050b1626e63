using System.Runtime.CompilerServices;

namespace CosmosNvme.Nucleus;

/// <summary>What the firmware says of physical memory: ranges with a type, as the boot protocol gave them (sorted by start).</summary>
internal static unsafe class MemoryMap
{
    /// <summary>RAM that anybody may use.</summary>
    internal const uint Usable = 1;

    /// <summary>RAM that holds ACPI tables.</summary>
    internal const uint AcpiReclaimable = 3;

    /// <summary>Addresses beyond do not fit into <see cref="DirectMap"/>; no machine of today has RAM there.</summary>
    internal const ulong PhysicalLimit = 1UL << 46;

    /// <summary>Most ranges that are kept.</summary>
    internal const int Maximum = 512;

    private static Storage s_storage;

    /// <summary>Number of ranges.</summary>
    internal static int Count;

    /// <summary>Ranges that found the table full.</summary>
    internal static int Dropped;

    // Statics never move. Fixed statements would make locals that are cleared through a vector register.
    private static ulong* Starts => (ulong*)Unsafe.AsPointer(ref s_storage.Starts[0]);

    private static ulong* Ends => (ulong*)Unsafe.AsPointer(ref s_storage.Ends[0]);

    private static uint* Types => (uint*)Unsafe.AsPointer(ref s_storage.Types[0]);

    internal static ulong Start(int index) => Starts[index];

    internal static ulong End(int index) => Ends[index];

    internal static uint Type(int index) => Types[index];

    /// <summary>
    /// Adds [start, start + length), keeping the table sorted by start. Usable ranges shrink to whole pages; what lies beyond
    /// <see cref="PhysicalLimit"/> is cut off. A range that finds the table full is counted in <see cref="Dropped"/>.
    /// </summary>
    internal static void Add(ulong start, ulong length, uint type)
    {
        if (start >= PhysicalLimit)
        {
            return;
        }

        ulong end = length < PhysicalLimit - start ? start + length : PhysicalLimit;
        if (type == Usable)
        {
            start = (start + 0xfff) & ~0xfffUL;
            end &= ~0xfffUL;
        }

        if (end <= start)
        {
            return;
        }

        if (Count == Maximum)
        {
            Dropped++;
            return;
        }

        ulong* starts = Starts;
        ulong* ends = Ends;
        uint* types = Types;
        int at = Count;
        while (at > 0 && starts[at - 1] > start)
        {
            starts[at] = starts[at - 1];
            ends[at] = ends[at - 1];
            types[at] = types[at - 1];
            at--;
        }

        starts[at] = start;
        ends[at] = end;
        types[at] = type;
        Count++;
    }

    /// <summary>True if any usable RAM lies in [start, start + length).</summary>
    internal static bool TouchesUsable(ulong start, ulong length)
    {
        for (int i = 0; i < Count; i++)
        {
            if (Type(i) == Usable && Start(i) < start + length && End(i) > start)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Cuts usable ranges where a range of another type lies over them: firmware maps overlap on real machines, and the
    /// reserved word is the one to believe.
    /// </summary>
    internal static void ResolveOverlaps()
    {
        ulong* starts = Starts;
        ulong* ends = Ends;
        uint* types = Types;
        for (int other = 0; other < Count; other++)
        {
            if (types[other] == Usable)
            {
                continue;
            }

            for (int i = 0; i < Count; i++)
            {
                if (types[i] != Usable || starts[other] >= ends[i] || ends[other] <= starts[i])
                {
                    continue;
                }

                ulong tail = ends[i];
                ends[i] = starts[other] > starts[i] ? starts[other] & ~0xfffUL : starts[i];
                if (ends[other] < tail)
                {
                    Add(ends[other], tail - ends[other], Usable);
                }
            }
        }

        ulong covered = 0;
        for (int i = 0; i < Count; i++)
        {
            if (types[i] == Usable)
            {
                starts[i] = starts[i] < covered ? covered : starts[i];
                ends[i] = ends[i] < starts[i] ? starts[i] : ends[i];
                covered = ends[i];
            }
        }
    }

    private struct Storage
    {
        internal fixed ulong Starts[Maximum];
        internal fixed ulong Ends[Maximum];
        internal fixed uint Types[Maximum];
    }
}
