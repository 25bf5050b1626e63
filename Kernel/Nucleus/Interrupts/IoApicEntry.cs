namespace CosmosNvme.Nucleus;

/// <summary>Redirection table entries of an I/O APIC (82093AA §3.2.4): arithmetic only.</summary>
internal static class IoApicEntry
{
    /// <summary>Mask bit: the pin delivers nothing.</summary>
    internal const uint Masked = 1u << 16;

    private const uint ActiveLow = 1u << 13;
    private const uint LevelTriggered = 1u << 15;

    /// <summary>Fixed delivery to the CPU with that physical id, which must fit into eight bits.</summary>
    internal static ulong Fixed(byte vector, uint apicId, bool activeLow, bool levelTriggered, bool masked) =>
        vector | (activeLow ? ActiveLow : 0u) | (levelTriggered ? LevelTriggered : 0u) | (masked ? Masked : 0u) | ((ulong)apicId << 56);

    /// <summary>Index of the low word of a pin's entry; the high word follows.</summary>
    internal static uint Index(uint pin) => 0x10 + (2 * pin);

    /// <summary>Number of pins from the version register.</summary>
    internal static uint PinCount(uint version) => ((version >> 16) & 0xFF) + 1;
}
