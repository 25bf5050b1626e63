using System.Threading;

namespace CosmosNvme.Nucleus;

/// <summary>The high precision event timer as a counter (IA-PC HPET 1.0a §2.3). Its comparators and interrupts are not used.</summary>
internal static unsafe class Hpet
{
    private const uint CapabilitiesOffset = 0x000;
    private const uint PeriodOffset = 0x004;
    private const uint ConfigurationOffset = 0x010;
    private const uint CounterOffset = 0x0F0;
    private const uint EnableCounter = 1;
    private const uint LegacyRouting = 2;
    private const ulong FemtosecondsPerSecond = 1_000_000_000_000_000;
    private const uint LongestPeriod = 100_000_000;

    private static byte* s_registers;
    private static ulong s_hertz;

    /// <summary>True after a successful <see cref="Initialize"/>.</summary>
    internal static bool Present => s_hertz != 0;

    /// <summary>Frequency in Hz.</summary>
    internal static ulong Hertz => s_hertz;

    /// <summary>Starts the counter of the timer block at a physical address (0 = none). Boot CPU, once.</summary>
    internal static bool Initialize(ulong physical)
    {
        if (physical == 0)
        {
            return false;
        }

        byte* registers = DeviceMap.Map(physical, 0x400);
        if (registers == null)
        {
            return false;
        }

        ulong hertz = HertzFromPeriod(Read32(registers, PeriodOffset));
        if (hertz == 0 || Read32(registers, CapabilitiesOffset) == 0xFFFF_FFFF)
        {
            Log.Begin(LogLevel.Warning)->Text("HPET at "u8)->Hex(physical)->Text(" does not answer; it is not used"u8)->End();
            return false;
        }

        // Legacy routing would take the place of the PIT's and the clock's interrupts.
        uint configuration = Read32(registers, ConfigurationOffset);
        Volatile.Write(ref *(uint*)(registers + ConfigurationOffset), (configuration & ~LegacyRouting) | EnableCounter);
        s_registers = registers;
        s_hertz = hertz;
        return true;
    }

    /// <summary>The low 32 bits of the counter: they wrap after five minutes at the usual 14.3 MHz.</summary>
    internal static uint Read() => Read32(s_registers, CounterOffset);

    /// <summary>Frequency for a tick period in femtoseconds, 0 if the specification forbids the period (§2.3.4).</summary>
    internal static ulong HertzFromPeriod(uint femtoseconds) =>
        femtoseconds is 0 or > LongestPeriod ? 0 : (FemtosecondsPerSecond + (femtoseconds / 2)) / femtoseconds;

    private static uint Read32(byte* registers, uint offset) => Volatile.Read(ref *(uint*)(registers + offset));
}
