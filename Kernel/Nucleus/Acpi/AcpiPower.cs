using System.Threading;

namespace CosmosNvme.Nucleus;

/// <summary>Soft off and reset by the fixed ACPI hardware. Any CPU, any context, interrupts off; both return only when they failed.</summary>
internal static unsafe class AcpiPower
{
    private const int SleepTypeShift = 10;
    private const uint SleepTypeMask = 7u << SleepTypeShift;
    private const uint SleepEnable = 1u << 13;
    private const uint SciEnabled = 1;

    /// <summary>Enters S5 (ACPI 6.4 §16.1.7). Returns when the machine has no such registers or ignores them.</summary>
    internal static void PowerOff()
    {
        if (!SleepState.Known || !Fadt.Present)
        {
            return;
        }

        FadtInfo* fadt = Fadt.Info;
        if (fadt->Pm1aControl.Address == 0)
        {
            return;
        }

        // In legacy mode the sleep bits are dead: the firmware first hands the registers over (ACPI 6.4 §4.8.2.5).
        if (fadt->SmiCommandPort is not 0 and <= 0xFFFF && fadt->AcpiEnable != 0 && (Read(&fadt->Pm1aControl) & SciEnabled) == 0)
        {
            Asm.Out8((ushort)fadt->SmiCommandPort, fadt->AcpiEnable);
            for (int i = 0; i < 100_000 && (Read(&fadt->Pm1aControl) & SciEnabled) == 0; i++)
            {
                Asm.Pause();
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

    /// <summary>Resets the machine: ACPI reset register, chipset reset port, keyboard controller, in this order.</summary>
    internal static void Reset()
    {
        FadtInfo* fadt = Fadt.Info;
        if (fadt->Reset.Address != 0)
        {
            if (fadt->Reset.Space == AcpiRegister.Ports)
            {
                Asm.Out8((ushort)fadt->Reset.Address, fadt->ResetValue);
            }
            else
            {
                byte* register = DeviceMap.Map(fadt->Reset.Address, 1);
                if (register != null)
                {
                    Volatile.Write(ref *register, fadt->ResetValue);
                }
            }

            Spin();
        }

        // Port 0xCF9: bit 1 selects a hard reset, bit 2 starts it.
        Asm.Out8(0xCF9, 0x02);
        Asm.Out8(0xCF9, 0x06);
        Spin();
        Asm.Out8(0x64, 0xFE);
        Spin();
    }

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
            Asm.Out8(0x80, 0);
        }
    }
}
