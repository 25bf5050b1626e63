using System;
using System.Runtime.CompilerServices;

namespace CosmosNvme.Nvme;

/// <summary>
/// The time of some members of a series that is numbered, the last 256 of which a time was taken: so the others need none. One thread.
/// </summary>
internal sealed class TimeMarks
{
    /// <summary>Marks kept.</summary>
    internal const int Capacity = 256;

    private readonly Mark[] _marks = new Mark[Capacity];
    private ulong _count;

    /// <summary>Notes the time of a member.</summary>
    /// <param name="number">Larger than that of all members before.</param>
    /// <param name="nanoseconds">When.</param>
    /// <param name="cpu">On which CPU.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void Add(long number, long nanoseconds, int cpu) => _marks[_count++ % Capacity] = new Mark(number, nanoseconds, cpu);

    /// <summary>Finds the last mark that was made no later than a member's.</summary>
    /// <returns>False if it is not kept any more.</returns>
    internal bool TryFind(long member, out long nanoseconds, out int cpu)
    {
        for (ulong back = 1; back <= Math.Min(_count, Capacity); back++)
        {
            Mark mark = _marks[(_count - back) % Capacity];
            if (mark.Number <= member)
            {
                nanoseconds = mark.Nanoseconds;
                cpu = mark.Cpu;
                return true;
            }
        }

        nanoseconds = 0;
        cpu = 0;
        return false;
    }

    private readonly record struct Mark(long Number, long Nanoseconds, int Cpu);
}
