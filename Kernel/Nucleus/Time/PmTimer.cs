using System.Threading;

namespace CosmosNvme.Nucleus;

/// <summary>The ACPI power management timer (ACPI 6.4 §4.8.3.3): 24 or 32 bits at 3.579545 MHz.</summary>
internal static unsafe class PmTimer
{
    /// <summary>Frequency in Hz.</summary>
    internal const ulong Hertz = 3_579_545;

    private static byte* s_register;
    private static ushort s_port;
    private static uint s_mask;

    /// <summary>True after a successful <see cref="Initialize"/>.</summary>
    internal static bool Present => s_mask != 0;

    /// <summary>All ones in the valid bits.</summary>
    internal static uint Mask => s_mask;

    /// <summary>Takes the timer from the FADT. Boot CPU, once, after the ACPI tables were read.</summary>
    internal static bool Initialize()
    {
        FadtInfo* fadt = Fadt.Info;
        if (!Fadt.Present || fadt->PmTimer.Address == 0)
        {
            return false;
        }

        if (fadt->PmTimer.Space == AcpiRegister.Memory)
        {
            s_register = DeviceMap.Map(fadt->PmTimer.Address, 4);
            if (s_register == null)
            {
                return false;
            }
        }
        else
        {
            s_port = (ushort)fadt->PmTimer.Address;
        }

        s_mask = MaskOf(fadt->PmTimerBits);
        return true;
    }

    /// <summary>The counter; bits outside <see cref="Mask"/> mean nothing.</summary>
    internal static uint Read() => s_register != null ? Volatile.Read(ref *(uint*)s_register) : Asm.In32(s_port);

    /// <summary>The mask for a number of valid bits.</summary>
    internal static uint MaskOf(uint bits) => bits >= 32 ? uint.MaxValue : (1u << (int)bits) - 1;
}
