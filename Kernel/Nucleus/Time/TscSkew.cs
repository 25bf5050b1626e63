namespace CosmosNvme.Nucleus;

/// <summary>
/// How far apart the time-stamp counters of two CPUs are, from readings that are known to have happened one after the other:
/// arithmetic only.
/// </summary>
internal struct TscSkew
{
    /// <summary>Most ticks by which the other CPU's counter was seen to be behind; 0: never.</summary>
    internal ulong Behind;

    /// <summary>Most ticks by which the other CPU's counter was seen to be ahead; 0: never.</summary>
    internal ulong Ahead;

    /// <summary>True if time would have gone back between the two.</summary>
    internal readonly bool IsSkewed => (Behind | Ahead) != 0;

    /// <summary>Takes one exchange: this CPU's counter before, the other's, this one's after it.</summary>
    internal void Take(ulong before, ulong other, ulong after)
    {
        if (other < before && before - other > Behind)
        {
            Behind = before - other;
        }

        if (other > after && other - after > Ahead)
        {
            Ahead = other - after;
        }
    }
}
