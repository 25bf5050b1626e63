using CosmosNvme.Abstractions;
using CosmosNvme.Pci;

namespace CosmosNvme.Nvme.Pci;

/// <summary>
/// Controllers of Intel chipsets that hide NVMe disks behind themselves. Nothing here drives them; a person is told which switch of the
/// firmware's setup shows the disks.
/// </summary>
internal static class HiddenNvme
{
    private const ushort Intel = 0x8086;
    private const byte MassStorage = 0x01;
    private const byte Raid = 0x04;
    private const byte Sata = 0x06;
    private const int AhciBar = 5;

    // In the vendor's part of the AHCI registers: a sign that the part is there, which ports are remapped, and what is behind each.
    private const ulong SmallestRemappingBar = 512 * 1024;
    private const uint VendorCapability = 0xa4;
    private const uint RemapCapability = 0x800;
    private const uint FirstRemappedClass = 0x880;
    private const uint RemappedBytes = 0x80;
    private const uint MappedBytes = 0x1000;
    private const int RemappedPorts = 3;
    private const uint NvmeClass = 0x010802;

    /// <summary>A sentence for a person about disks that a function hides; null: it hides none.</summary>
    /// <param name="function">Any function.</param>
    /// <param name="memory">Maps its registers.</param>
    internal static string? Explain(PciFunction function, IPhysicalMemory memory)
    {
        if (function.VendorId != Intel || function.Class.Base != MassStorage)
        {
            return null;
        }

        if (IsVmd(function.DeviceId))
        {
            return $"{function.Address} is an Intel VMD controller: NVMe disks behind it are hidden; switch VMD (in some setups 'RST' or 'RAID on') off in the firmware's setup to see them";
        }

        int remapped = function.Class.Sub is Raid or Sata ? CountRemapped(function, memory) : 0;
        if (remapped > 0)
        {
            return $"{function.Address} is an Intel SATA controller in RST mode that hides {remapped} NVMe {(remapped == 1 ? "disk" : "disks")}; choose AHCI instead of RST or RAID in the firmware's setup to see {(remapped == 1 ? "it" : "them")}";
        }

        return function.Class.Sub == Raid
            ? $"{function.Address} is an Intel RAID (RST) controller: NVMe disks behind it would be hidden; choose AHCI in the firmware's setup if a disk is missing"
            : null;
    }

    /// <summary>True for the device ids of Intel's Volume Management Device.</summary>
    internal static bool IsVmd(ushort deviceId) => deviceId is
        0x201d or 0x28c0 or 0x467f or 0x4c3d or 0x09ab or 0x7d0b or 0x9a0b or 0xa77f or 0xad0b or 0xb06f or 0xb60b;

    private static int CountRemapped(PciFunction function, IPhysicalMemory memory)
    {
        if (function.FindBar(AhciBar) is not { IsMemory: true, IsAssigned: true, Length: >= SmallestRemappingBar })
        {
            return 0;
        }

        bool wasOn = function.Command.HasFlag(PciCommand.MemorySpace);
        function.SetMemorySpace(isOn: true);
        int count = 0;
        if (function.TryMapBar(AhciBar, memory, 0, MappedBytes) is RegisterWindow registers && (registers.Read32(VendorCapability) & 1) != 0)
        {
            uint ports = registers.Read32(RemapCapability);
            for (int port = 0; port < RemappedPorts; port++)
            {
                bool isNvme = registers.Read32(FirstRemappedClass + ((uint)port * RemappedBytes)) == NvmeClass;
                count += ((ports >> port) & 1) != 0 && isNvme ? 1 : 0;
            }
        }

        function.SetMemorySpace(wasOn);
        return count;
    }
}
