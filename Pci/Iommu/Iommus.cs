using System;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Pci;

/// <summary>
/// The units that stand between devices and memory. Some firmware leaves them on, to guard itself while it runs (kernel DMA protection);
/// then no device reaches the buffers of a kernel that does not program them. This kernel does not: it switches them off.
/// </summary>
public static class Iommus
{
    // Intel VT-d specification 4.1 §11.4.4 and §11.4.7.
    private const uint GlobalCommand = 0x18;
    private const uint GlobalStatus = 0x1c;
    private const uint ProtectedMemory = 0x64;
    private const uint TranslationOn = 1u << 31;
    private const uint InterruptRemappingOn = 1u << 25;
    private const uint OneShotCommands = (1u << 30) | (1u << 29) | (1u << 27) | (1u << 24);
    private const uint ProtectionOn = 1u << 31;
    private const uint ProtectionStatus = 1;
    private const uint IntelBytes = 0x1000;

    // AMD 48882 §3.4.3.
    private const uint AmdControl = 0x18;
    private const uint AmdOn = 1;
    private const uint AmdBytes = 0x4000;

    private const int Polls = 100;
    private const long PollNanoseconds = 1_000_000;

    /// <summary>Finds the units and switches off those that are on. Before any driver uses a device.</summary>
    /// <param name="dmar">The ACPI table DMAR; empty: there is none.</param>
    /// <param name="ivrs">The ACPI table IVRS; empty: there is none.</param>
    /// <param name="memory">Maps their registers.</param>
    /// <param name="clock">Waits.</param>
    /// <param name="log">Receives a sentence for each unit that is worth one.</param>
    public static void SwitchOff(ReadOnlySpan<byte> dmar, ReadOnlySpan<byte> ivrs, IPhysicalMemory memory, IClock clock, IKernelLog log)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(log);
        foreach (PhysicalAddress unit in IommuTables.ReadDmar(dmar))
        {
            Handle(unit, IntelBytes, "Intel VT-d", memory, log, registers => SwitchOffIntel(registers, clock));
        }

        foreach (PhysicalAddress unit in IommuTables.ReadIvrs(ivrs))
        {
            Handle(unit, AmdBytes, "AMD-Vi", memory, log, SwitchOffAmd);
        }
    }

    private static void Handle(PhysicalAddress unit, uint bytes, string kind, IPhysicalMemory memory, IKernelLog log, Func<RegisterWindow, bool?> switchOff)
    {
        if (memory.TryMapRegisters(unit, bytes) is not RegisterWindow registers)
        {
            log.Write(LogLevel.Warning, $"the {kind} IOMMU at {unit} cannot be mapped; if it is on, disks will not answer");
            return;
        }

        switch (switchOff(registers))
        {
            case null:
                log.Write(LogLevel.Info, $"{kind} IOMMU at {unit}: off, as firmware left it");
                break;
            case true:
                log.Write(LogLevel.Info, $"{kind} IOMMU at {unit}: firmware had left it on; it is off now, devices reach all memory");
                break;
            default:
                log.Write(LogLevel.Error, $"{kind} IOMMU at {unit}: firmware left it on and it does not let itself be switched off; disks will not answer. Switch VT-d or kernel DMA protection off in the firmware's setup");
                break;
        }
    }

    // Null: it was off. True: it is off now.
    private static bool? SwitchOffIntel(RegisterWindow registers, IClock clock)
    {
        bool? result = null;
        uint status = registers.Read32(GlobalStatus);
        if (status == uint.MaxValue)
        {
            return null;
        }

        foreach (uint bit in new[] { TranslationOn, InterruptRemappingOn })
        {
            if ((status & bit) != 0)
            {
                // What is on is written back, except the commands that act when written.
                registers.Write32(GlobalCommand, registers.Read32(GlobalStatus) & ~OneShotCommands & ~bit);
                result = Await(registers, GlobalStatus, bit, clock) && result != false;
            }
        }

        uint protection = registers.Read32(ProtectedMemory);
        if ((protection & (ProtectionOn | ProtectionStatus)) != 0 && protection != uint.MaxValue)
        {
            registers.Write32(ProtectedMemory, protection & ~ProtectionOn);
            result = Await(registers, ProtectedMemory, ProtectionStatus, clock) && result != false;
        }

        return result;
    }

    private static bool? SwitchOffAmd(RegisterWindow registers)
    {
        uint control = registers.Read32(AmdControl);
        if (control == uint.MaxValue || (control & AmdOn) == 0)
        {
            return null;
        }

        registers.Write32(AmdControl, control & ~AmdOn);
        return (registers.Read32(AmdControl) & AmdOn) == 0;
    }

    private static bool Await(RegisterWindow registers, uint register, uint bit, IClock clock)
    {
        for (int poll = 0; poll < Polls; poll++)
        {
            if ((registers.Read32(register) & bit) == 0)
            {
                return true;
            }

            clock.Delay(PollNanoseconds);
        }

        return false;
    }
}
