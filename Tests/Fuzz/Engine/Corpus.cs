using System.Collections.Generic;

namespace CosmosNvme.Fuzz;

/// <summary>The inputs that went where no other did.</summary>
internal sealed class Corpus
{
    private const int Recent = 16;

    private readonly List<byte[]> _inputs = [];

    /// <summary>How many there are.</summary>
    internal int Count => _inputs.Count;

    /// <summary>Adds one.</summary>
    internal void Add(byte[] input) => _inputs.Add(input);

    /// <summary>Picks one; half of the time of the last few, because behind a door that just opened there may be more.</summary>
    internal byte[] Pick(Mutator random) =>
        random.Below(2) == 0 && _inputs.Count > Recent ? _inputs[^(1 + random.Below(Recent))] : _inputs[random.Below(_inputs.Count)];
}
