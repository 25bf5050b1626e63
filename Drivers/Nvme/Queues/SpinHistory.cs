namespace CosmosNvme.Nvme;

/// <summary>
/// Whether it pays to look for an answer before sleeping: as long as looking helped lately, and else now and then, to find out. Several threads may use one: what
/// a race spoils is a hint.
/// </summary>
internal struct SpinHistory
{
    /// <summary>So many looks in vain, one after the other, and it does not pay.</summary>
    internal const int Patience = 4;

    /// <summary>While it does not pay, one wait of so many looks nevertheless.</summary>
    internal const int Interval = 16;

    private int _vain;
    private int _passed;

    /// <summary>True if the wait that begins is to look first.</summary>
    internal bool IsWorthTrying() => _vain < Patience || ++_passed % Interval == 0;

    /// <summary>Notes what came of it.</summary>
    internal void Note(bool helped) => _vain = helped ? 0 : _vain + (_vain < Patience ? 1 : 0);
}
