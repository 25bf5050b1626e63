using System.Runtime.CompilerServices;
using System.Threading;

namespace CosmosNvme.Nucleus;

/// <summary>
/// The machine's I/O APICs (82093AA; ACPI 6.4 §5.2.13 for global system interrupts). Any CPU, interrupts off; a lock of its own
/// protects the index/data register pairs, so keep calls off the path of an interrupt.
/// </summary>
[SkipLocalsInit]
internal static unsafe class IoApic
{
    private const uint VersionIndex = 1;
    private const uint DataOffset = 0x10;

    private static IoApicTable s_table;
    private static SpinLock s_lock;

    /// <summary>Number of controllers in use.</summary>
    internal static uint Count => s_table.Count;

    /// <summary>Maps every controller of the MADT and masks all its pins. Boot CPU, once, after the ACPI tables were read.</summary>
    internal static void Initialize()
    {
        MadtInfo* madt = Madt.Info;
        IoApicTable* table = Table();
        for (uint i = 0; i < madt->IoApicCount; i++)
        {
            MadtIoApic* entry = MadtInfo.IoApic(madt, i);
            byte* registers = DeviceMap.Map(entry->Address, 0x20);
            if (registers == null)
            {
                continue;
            }

            uint version = Read(registers, VersionIndex);
            if (version == 0xFFFF_FFFF)
            {
                Log.Begin(LogLevel.Warning)->Text("I/O APIC at "u8)->Hex(entry->Address)->Text(" does not answer; it is ignored"u8)->End();
                continue;
            }

            Add(table, registers, entry->GsiBase, IoApicEntry.PinCount(version));
        }
    }

    /// <summary>Adds a mapped controller and masks its pins.</summary>
    internal static void Add(IoApicTable* table, byte* registers, uint gsiBase, uint pins)
    {
        if (table->Count == MadtInfo.MaximumIoApics)
        {
            return;
        }

        uint slot = table->Count;
        table->Registers[slot] = (ulong)registers;
        table->GsiBase[slot] = gsiBase;
        table->Pins[slot] = pins;
        table->Count = slot + 1;
        for (uint pin = 0; pin < pins; pin++)
        {
            Write(registers, IoApicEntry.Index(pin), IoApicEntry.Masked);
            Write(registers, IoApicEntry.Index(pin) + 1, 0);
        }
    }

    /// <summary>Stores which global system interrupt carries an ISA interrupt, and how. False for numbers above 15.</summary>
    internal static bool IsaRoute(uint irq, uint* gsi, bool* activeLow, bool* levelTriggered)
    {
        if (irq >= MadtInfo.IsaIrqs)
        {
            return false;
        }

        MadtIsaIrq* route = MadtInfo.Isa(Madt.Info, irq);
        *gsi = route->Gsi;
        *activeLow = route->ActiveLow != 0;
        *levelTriggered = route->LevelTriggered != 0;
        return true;
    }

    /// <summary>Routes an ISA interrupt, 0 to 15, to a vector of one CPU, unmasked. False if no I/O APIC serves it.</summary>
    internal static bool RouteIsa(uint irq, byte vector, uint apicId)
    {
        uint gsi;
        bool activeLow;
        bool levelTriggered;
        return IsaRoute(irq, &gsi, &activeLow, &levelTriggered) && Route(gsi, vector, apicId, activeLow, levelTriggered, false);
    }

    /// <summary>
    /// Routes a global system interrupt to a vector of one CPU. False if no I/O APIC has that pin or the CPU's id needs more than the
    /// eight bits an entry has; all ones mean every CPU.
    /// </summary>
    internal static bool Route(uint gsi, byte vector, uint apicId, bool activeLow, bool levelTriggered, bool masked)
    {
        uint pin;
        byte* registers = Locate(Table(), gsi, &pin);
        if (registers == null || apicId >= 0xFF)
        {
            return false;
        }

        ulong entry = IoApicEntry.Fixed(vector, apicId, activeLow, levelTriggered, masked);
        s_lock.Acquire();

        // The pin must not fire between the two halves.
        Write(registers, IoApicEntry.Index(pin), IoApicEntry.Masked);
        Write(registers, IoApicEntry.Index(pin) + 1, (uint)(entry >> 32));
        Write(registers, IoApicEntry.Index(pin), (uint)entry);
        s_lock.Release();
        return true;
    }

    /// <summary>Stops deliveries of a global system interrupt. False if no I/O APIC has that pin.</summary>
    internal static bool Mask(uint gsi) => SetMask(gsi, IoApicEntry.Masked);

    /// <summary>Resumes deliveries of a routed global system interrupt.</summary>
    internal static bool Unmask(uint gsi) => SetMask(gsi, 0);

    /// <summary>
    /// Polarity of a PCI wire that arrives there: what the firmware says of a level-triggered ISA interrupt on that pin, else what PCI
    /// says.
    /// </summary>
    internal static bool IsActiveLow(uint gsi)
    {
        for (uint irq = 0; irq < MadtInfo.IsaIrqs; irq++)
        {
            MadtIsaIrq* route = MadtInfo.Isa(Madt.Info, irq);
            if (route->Gsi == gsi && route->LevelTriggered != 0)
            {
                return route->ActiveLow != 0;
            }
        }

        return true;
    }

    /// <summary>The registers of the controller that serves <paramref name="gsi"/>, and the pin; null if none does.</summary>
    internal static byte* Locate(uint gsi, uint* pin) => Locate(Table(), gsi, pin);

    /// <summary>Which controller serves <paramref name="gsi"/>; -1 if none does.</summary>
    internal static int IndexOf(uint gsi)
    {
        uint pin;
        byte* registers = Locate(gsi, &pin);
        for (uint i = 0; registers != null && i < s_table.Count; i++)
        {
            if (Table()->Registers[i] == (ulong)registers)
            {
                return (int)i;
            }
        }

        return -1;
    }

    /// <summary>The same as <see cref="Locate(uint, uint*)"/> in a table.</summary>
    internal static byte* Locate(IoApicTable* table, uint gsi, uint* pin)
    {
        *pin = 0;
        for (uint i = 0; i < table->Count; i++)
        {
            if (gsi >= table->GsiBase[i] && gsi - table->GsiBase[i] < table->Pins[i])
            {
                *pin = gsi - table->GsiBase[i];
                return (byte*)table->Registers[i];
            }
        }

        return null;
    }

    private static bool SetMask(uint gsi, uint mask)
    {
        uint pin;
        byte* registers = Locate(Table(), gsi, &pin);
        if (registers == null)
        {
            return false;
        }

        s_lock.Acquire();
        uint low = Read(registers, IoApicEntry.Index(pin));
        Write(registers, IoApicEntry.Index(pin), (low & ~IoApicEntry.Masked) | mask);
        s_lock.Release();
        return true;
    }

    private static uint Read(byte* registers, uint index)
    {
        Volatile.Write(ref *(uint*)registers, index);
        return Volatile.Read(ref *(uint*)(registers + DataOffset));
    }

    private static void Write(byte* registers, uint index, uint value)
    {
        Volatile.Write(ref *(uint*)registers, index);
        Volatile.Write(ref *(uint*)(registers + DataOffset), value);
    }

    private static IoApicTable* Table() => (IoApicTable*)Unsafe.AsPointer(ref s_table);
}
