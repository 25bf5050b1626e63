using System;

namespace CosmosNvme.Abstractions;

/// <summary>Where drivers of keyboards hand in what is typed. Any thread; allocates nothing, does not block.</summary>
public interface IKeyboardInput
{
    /// <summary>True if somebody looks at a screen and no keyboard was found yet.</summary>
    bool IsWanted { get; }

    /// <summary>Takes keys as they go down and up.</summary>
    /// <param name="scanCodes">Scan codes of set 1, as a PS/2 keyboard's controller delivers them.</param>
    void Take(ReadOnlySpan<byte> scanCodes);
}
