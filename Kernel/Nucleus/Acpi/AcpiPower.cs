using System.Threading;

namespace CosmosNvme.Nucleus;

/// <summary>Soft off and reset by the fixed ACPI hardware. Any CPU, any context, interrupts off; both return only when they failed.</summary>
internal static unsafe class AcpiPower
{
    private const int SleepTypeShift = 10;
    private const uint SleepTypeMask = 7u << SleepTypeShift;
    private const uint SleepEnable = 1u << 13;
    private const uint SciEnabled = 1;
    private const ushort DelayPort = 0x80;

    // Three seconds at least: firmware does much in there.
    private const int EnablePatience = 3_000_000;

    /// <summary>
    /// Enters S5 (ACPI 6.4 §16.1.7). Returns when the machine has no such registers or ignores them. Where the firmware's tables do not
    /// tell the sleep type in a form that can be read without executing them, nothing is guessed: another type is another sleep.
    /// </summary>
    internal static void PowerOff()
    {
        if (!SleepState.Known || !Fadt.Present)
        {
            return;
        }

        FadtInfo* fadt = Fadt.Info;
        if (fadt->SleepControl.Address != 0)
        {
            WriteByte(&fadt->SleepControl, SleepControlValue(SleepState.TypeA));
            Spin();
        }

        if (fadt->Pm1aControl.Address == 0)
        {
            return;
        }

        // In legacy mode the sleep bits are dead: the firmware first hands the registers over (ACPI 6.4 §4.8.2.5).
        if (fadt->SmiCommandPort is not 0 and <= 0xFFFF && fadt->AcpiEnable != 0 && (Read(&fadt->Pm1aControl) & SciEnabled) == 0)
        {
            Asm.Out8((ushort)fadt->SmiCommandPort, fadt->AcpiEnable);
            for (int i = 0; i < EnablePatience && (Read(&fadt->Pm1aControl) & SciEnabled) == 0; i++)
            {
                Asm.Out8(DelayPort, 0);
            }
        }

        uint a = SleepValue(Read(&fadt->Pm1aControl), SleepState.TypeA);
        uint b = fadt->Pm1bControl.Address == 0 ? 0 : SleepValue(Read(&fadt->Pm1bControl), SleepState.TypeB);

        // First the types, then the enable bits: the order some chipsets want.
        Write(&fadt->Pm1aControl, a);
        Write(&fadt->Pm1bControl, b);
        Write(&fadt->Pm1aControl, a | SleepEnable);
        Write(&fadt->Pm1bControl, b | SleepEnable);
        Spin();
    }

    /// <summary>
    /// Resets the machine: ACPI reset register, chipset reset port, keyboard controller, and at last a CPU that cannot take an exception,
    /// in this order.
    /// </summary>
    internal static void Reset()
    {
        FadtInfo* fadt = Fadt.Info;
        if (fadt->Reset.Address != 0)
        {
            WriteByte(&fadt->Reset, fadt->ResetValue);
            Spin();
        }

        // Port 0xCF9: bit 1 selects a hard reset, bit 2 starts it.
        Asm.Out8(0xCF9, 0x02);
        Asm.Out8(0xCF9, 0x06);
        Spin();
        Asm.Out8(0x64, 0xFE);
        Spin();
        Asm.LoadIdt(null, 0);
        Asm.InvalidOpcode();
    }

    /// <summary>Value of the sleep control register for a sleep type, with the enable bit (ACPI 6.4 §4.8.3.7).</summary>
    internal static byte SleepControlValue(byte type) => (byte)(((type & 7) << 2) | (1 << 5));

    /// <summary>What to write to port 0xCF8 for a register in the space <see cref="AcpiRegister.Configuration"/>.</summary>
    internal static uint ConfigurationSelector(ulong address) =>
        (1u << 31) | ((uint)(address >> 32) << 11) | (((uint)(address >> 16) & 7) << 8) | ((uint)address & 0xFC);

    /// <summary>PM1 control with a sleep type in place and the enable bit clear.</summary>
    internal static uint SleepValue(uint control, byte type) =>
        (control & ~(SleepTypeMask | SleepEnable)) | ((uint)(type & 7u) << SleepTypeShift);

    private static uint Read(AcpiRegister* register)
    {
        if (register->Space == AcpiRegister.Ports)
        {
            return Asm.In16((ushort)register->Address);
        }

        byte* mapped = DeviceMap.Map(register->Address, 4);
        return mapped == null ? 0u : Volatile.Read(ref *(ushort*)mapped);
    }

    private static void WriteByte(AcpiRegister* register, byte value)
    {
        if (register->Space == AcpiRegister.Ports)
        {
            Asm.Out8((ushort)register->Address, value);
        }
        else if (register->Space == AcpiRegister.Configuration)
        {
            Asm.Out32(0xCF8, ConfigurationSelector(register->Address));
            Asm.Out8((ushort)(0xCFC + (register->Address & 3)), value);
        }
        else
        {
            byte* mapped = DeviceMap.Map(register->Address, 1);
            if (mapped != null)
            {
                Volatile.Write(ref *mapped, value);
            }
        }
    }

    private static void Write(AcpiRegister* register, uint value)
    {
        if (register->Address == 0)
        {
            return;
        }

        if (register->Space == AcpiRegister.Ports)
        {
            Asm.Out16((ushort)register->Address, (ushort)value);
            return;
        }

        byte* mapped = DeviceMap.Map(register->Address, 4);
        if (mapped != null)
        {
            Volatile.Write(ref *(ushort*)mapped, (ushort)value);
        }
    }

    // Gives the hardware some milliseconds before the next attempt: port 0x80 takes about a microsecond per write.
    private static void Spin()
    {
        for (int i = 0; i < 10_000; i++)
        {
            Asm.Out8(DelayPort, 0);
        }
    }
}
