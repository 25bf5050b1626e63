using System;
using CosmosNvme.Abstractions;
using CosmosNvme.Nucleus;

namespace CosmosNvme.Hal;

/// <summary>The console's keyboard, for drivers of keyboards that the nucleus does not know.</summary>
public sealed class KeyboardInput : IKeyboardInput
{
    /// <inheritdoc/>
    public bool IsWanted => KeyboardServices.IsWanted;

    /// <inheritdoc/>
    public void Take(ReadOnlySpan<byte> scanCodes) => KeyboardServices.Take(scanCodes);
}
