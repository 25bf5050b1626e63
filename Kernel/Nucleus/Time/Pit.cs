namespace CosmosNvme.Nucleus;

/// <summary>
/// Channel 2 of the 8254 interval timer, the one with a gate in port 0x61, as a 16-bit counter for one short measurement
/// (it wraps after 54.9 ms). Channel 0 and its interrupt are not used.
/// </summary>
internal static class Pit
{
    /// <summary>Frequency in Hz.</summary>
    internal const ulong Hertz = 1_193_182;

    /// <summary>All ones in the valid bits.</summary>
    internal const uint Mask = 0xFFFF;

    private const ushort Channel2 = 0x42;
    private const ushort Command = 0x43;
    private const ushort SystemControl = 0x61;
    private const byte Gate = 1;
    private const byte Speaker = 2;

    /// <summary>Starts the counter: gate open, speaker off, mode 0 (counts down once from 65536 and goes on).</summary>
    internal static void Start()
    {
        byte control = Asm.In8(SystemControl);
        Asm.Out8(SystemControl, (byte)((control & ~(Speaker | Gate)) & 0x0F));

        // Channel 2, low byte then high byte, mode 0, binary. The count 0 stands for 65536.
        Asm.Out8(Command, 0xB0);
        Asm.Out8(Channel2, 0);
        Asm.Out8(Channel2, 0);
        Asm.Out8(SystemControl, (byte)((control & ~Speaker & 0x0F) | Gate));
    }

    /// <summary>Closes the gate.</summary>
    internal static void Stop()
    {
        byte control = Asm.In8(SystemControl);
        Asm.Out8(SystemControl, (byte)((control & ~(Speaker | Gate)) & 0x0F));
    }

    /// <summary>Ticks since <see cref="Start"/>, modulo 65536.</summary>
    internal static uint Read()
    {
        Asm.Out8(Command, 0x80);
        uint low = Asm.In8(Channel2);
        uint high = Asm.In8(Channel2);
        return Elapsed(low | (high << 8));
    }

    /// <summary>Turns the downward count into an upward one.</summary>
    internal static uint Elapsed(uint count) => (0u - count) & Mask;
}
