using System.Runtime.CompilerServices;

namespace CosmosNvme.Nucleus;

/// <summary>The multiple APIC description table (ACPI 6.4 §5.2.12): processors, I/O APICs, ISA interrupt routes, NMI pins.</summary>
internal static unsafe class Madt
{
    private const uint EntriesOffset = 44;
    private const ulong DefaultLocalApicAddress = 0xFEE0_0000;

    private static MadtInfo s_info;
    private static uint s_present;

    /// <summary>True if a sound MADT was read. Without one the machine is taken for a single CPU without I/O APIC.</summary>
    internal static bool Present => s_present != 0;

    /// <summary>What the table says; the defaults without a table.</summary>
    internal static MadtInfo* Info => (MadtInfo*)Unsafe.AsPointer(ref s_info);

    /// <summary>Reads the machine's MADT. Boot CPU, once, after <see cref="AcpiTables.Initialize"/>.</summary>
    internal static void Initialize()
    {
        SetDefaults(Info);
        byte* table = AcpiTables.Find(AcpiSignature.Madt, 0);
        if (table == null)
        {
            Log.Begin(LogLevel.Warning)->Text("ACPI: no usable MADT; only the boot CPU is used"u8)->End();
            return;
        }

        s_present = 1;
        AcpiFault fault = Parse(table, Info);
        if (fault != AcpiFault.None)
        {
            AcpiTables.WarnPart(table, fault);
        }

        if (Info->CpusLeftOut != 0)
        {
            Log.Begin(LogLevel.Warning)->Text("ACPI: "u8)->Decimal(Info->CpusLeftOut)
                ->Text(" CPUs beyond the first 64 stay unused"u8)->End();
        }
    }

    /// <summary>The interrupt routes of a PC without a MADT: every ISA interrupt one to one, edge triggered, active high.</summary>
    internal static void SetDefaults(MadtInfo* info)
    {
        info->LocalApicAddress = DefaultLocalApicAddress;
        info->HasLegacyPic = 1;
        info->CpuCount = 0;
        info->CpusLeftOut = 0;
        info->IoApicCount = 0;
        info->NmiCount = 0;
        for (uint irq = 0; irq < MadtInfo.IsaIrqs; irq++)
        {
            MadtIsaIrq* route = MadtInfo.Isa(info, irq);
            route->Gsi = irq;
            route->ActiveLow = 0;
            route->LevelTriggered = 0;
        }
    }

    /// <summary>
    /// Fills <paramref name="info"/> from a checked table. At the first entry whose length makes no sense the rest is given up on,
    /// because nothing says where the next one starts; what was read before stays.
    /// </summary>
    internal static AcpiFault Parse(byte* table, MadtInfo* info)
    {
        SetDefaults(info);
        uint length = AcpiTable.Length(table);
        if (length < EntriesOffset)
        {
            return AcpiFault.BadLength;
        }

        info->LocalApicAddress = *(uint*)(table + 36);
        info->HasLegacyPic = *(uint*)(table + 40) & 1;

        uint offset = EntriesOffset;
        while (offset < length)
        {
            if (length - offset < 2)
            {
                return AcpiFault.EntryBeyondEnd;
            }

            byte* entry = table + offset;
            uint size = entry[1];
            if (size < 2 || size < MinimumSize(entry[0]))
            {
                return AcpiFault.ShortEntry;
            }

            if (size > length - offset)
            {
                return AcpiFault.EntryBeyondEnd;
            }

            Take(entry, info);
            offset += size;
        }

        return AcpiFault.None;
    }

    /// <summary>The processor with this local APIC id, or null.</summary>
    internal static MadtCpu* FindCpu(MadtInfo* info, uint apicId)
    {
        for (uint i = 0; i < info->CpuCount; i++)
        {
            if (MadtInfo.Cpu(info, i)->ApicId == apicId)
            {
                return MadtInfo.Cpu(info, i);
            }
        }

        return null;
    }

    /// <summary>True if some enabled or pluggable processor needs x2APIC to be addressed (SDM vol 3 §10.12).</summary>
    internal static bool HasWideIds(MadtInfo* info)
    {
        for (uint i = 0; i < info->CpuCount; i++)
        {
            if (MadtInfo.Cpu(info, i)->ApicId > 254)
            {
                return true;
            }
        }

        return false;
    }

    private static uint MinimumSize(byte type)
    {
        switch (type)
        {
            case 0:
                return 8;
            case 1:
                return 12;
            case 2:
                return 10;
            case 4:
                return 6;
            case 5:
                return 12;
            case 9:
                return 16;
            case 0xA:
                return 12;
            default:
                return 2;
        }
    }

    private static void Take(byte* entry, MadtInfo* info)
    {
        switch (entry[0])
        {
            case 0:
                // Id 0xFF is the broadcast address: a placeholder of firmware for an empty socket.
                if (entry[3] != 0xFF)
                {
                    AddCpu(info, entry[3], entry[2], *(uint*)(entry + 4));
                }

                break;
            case 1:
                AddIoApic(info, entry[2], *(uint*)(entry + 4), *(uint*)(entry + 8));
                break;
            case 2:
                AddOverride(info, entry[2], entry[3], *(uint*)(entry + 4), *(ushort*)(entry + 8));
                break;
            case 4:
                uint uid = entry[2] == 0xFF ? MadtLocalNmi.AllProcessors : entry[2];
                AddNmi(info, uid, entry[5], *(ushort*)(entry + 3));
                break;
            case 5:
                info->LocalApicAddress = *(ulong*)(entry + 4);
                break;
            case 9:
                if (*(uint*)(entry + 4) != 0xFFFF_FFFF)
                {
                    AddCpu(info, *(uint*)(entry + 4), *(uint*)(entry + 12), *(uint*)(entry + 8));
                }

                break;
            case 0xA:
                AddNmi(info, *(uint*)(entry + 4), entry[8], *(ushort*)(entry + 2));
                break;
            default:
                break;
        }
    }

    private static void AddCpu(MadtInfo* info, uint apicId, uint uid, uint flags)
    {
        // Bit 0 enabled, bit 1 online capable (ACPI 6.4 table 5.47). Neither: the slot is empty for good.
        if ((flags & 3) == 0)
        {
            return;
        }

        // Firmware may describe one processor by a local APIC entry and an x2APIC entry.
        if (FindCpu(info, apicId) != null)
        {
            return;
        }

        if (info->CpuCount == MadtInfo.MaximumCpus)
        {
            info->CpusLeftOut += flags & 1;
            return;
        }

        MadtCpu* cpu = MadtInfo.Cpu(info, info->CpuCount);
        cpu->ApicId = apicId;
        cpu->AcpiUid = uid;
        cpu->Enabled = (byte)(flags & 1);
        cpu->OnlineCapable = (byte)((flags >> 1) & 1);
        info->CpuCount++;
    }

    private static void AddIoApic(MadtInfo* info, byte id, uint address, uint gsiBase)
    {
        if (address == 0 || info->IoApicCount == MadtInfo.MaximumIoApics)
        {
            return;
        }

        MadtIoApic* ioApic = MadtInfo.IoApic(info, info->IoApicCount);
        ioApic->Address = address;
        ioApic->GsiBase = gsiBase;
        ioApic->Id = id;
        info->IoApicCount++;
    }

    private static void AddOverride(MadtInfo* info, byte bus, byte irq, uint gsi, ushort flags)
    {
        if (bus != 0 || irq >= MadtInfo.IsaIrqs)
        {
            return;
        }

        MadtIsaIrq* route = MadtInfo.Isa(info, irq);
        route->Gsi = gsi;
        route->ActiveLow = IsActiveLow(flags);
        route->LevelTriggered = IsLevelTriggered(flags);
    }

    private static void AddNmi(MadtInfo* info, uint uid, byte pin, ushort flags)
    {
        if (pin > 1 || info->NmiCount == MadtInfo.MaximumNmis)
        {
            return;
        }

        MadtLocalNmi* nmi = MadtInfo.Nmi(info, info->NmiCount);
        nmi->AcpiUid = uid;
        nmi->Pin = pin;
        nmi->ActiveLow = IsActiveLow(flags);
        nmi->LevelTriggered = IsLevelTriggered(flags);
        info->NmiCount++;
    }

    // MPS INTI flags (ACPI 6.4 table 5.52): polarity 3 = low, trigger 3 = level; 0 = as the bus does, which for ISA is high and edge.
    private static byte IsActiveLow(ushort flags) => (flags & 3) == 3 ? (byte)1 : (byte)0;

    private static byte IsLevelTriggered(ushort flags) => ((flags >> 2) & 3) == 3 ? (byte)1 : (byte)0;
}
