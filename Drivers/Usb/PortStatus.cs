namespace CosmosNvme.Usb;

/// <summary>Bits of a port's status and control register (xHCI 1.2 §5.4.8).</summary>
internal static class PortStatus
{
    internal const uint Connected = 1;
    internal const uint Enabled = 1 << 1;
    internal const uint Reset = 1 << 4;
    internal const uint Power = 1 << 9;
    internal const uint ConnectionChange = 1 << 17;
    internal const uint ResetChange = 1 << 21;

    /// <summary>Bits that say what changed; each is cleared by writing 1.</summary>
    internal const uint Changes = 0x7f << 17;

    /// <summary>What a write must not repeat: these act when a 1 is written.</summary>
    private const uint Acting = Enabled | Changes | Reset;

    /// <summary>A value to write that does <paramref name="bits"/> and nothing else.</summary>
    internal static uint With(uint value, uint bits) => (value & ~Acting) | bits;

    /// <summary>1 full, 2 low, 3 high, 4 and above super speed.</summary>
    internal static int Speed(uint value) => (int)(value >> 10 & 15);
}
