using System.Collections.Generic;
using System.Linq;

namespace CosmosNvme.Pci;

/// <summary>Follows the lists of capabilities (PCI 3.0 §6.7, PCI Express 6.0 §7.6). Each offset is visited once at most, so loops end.</summary>
internal static class CapabilityReader
{
    private const int FirstStandard = 0x40;
    private const int FirstExtended = ConfigurationSpace.ConventionalBytes;

    // Pointers have two reserved bits, to be masked off.
    private const int PointerMask = ~3;

    private static readonly BitField s_extendedId = new(0, 16);
    private static readonly BitField s_extendedVersion = new(16, 4);
    private static readonly BitField s_extendedNext = new(20, 12);

    internal static List<PciCapability> Read(PciFunction function, List<string> warnings)
    {
        List<PciCapability> capabilities = [];
        if ((function.Status & PciStatus.CapabilityList) != 0)
        {
            ReadStandard(function, capabilities, warnings);
        }

        // Elsewhere the bytes from 100h on may be a copy of the lower ones.
        if (function.ConfigurationLength > FirstExtended && capabilities.Any(capability => capability.Id is CapabilityId.PciExpress or CapabilityId.PciX))
        {
            ReadExtended(function, capabilities, warnings);
        }

        return capabilities;
    }

    private static void ReadStandard(PciFunction function, List<PciCapability> capabilities, List<string> warnings)
    {
        HashSet<int> visited = [];
        int register = function.HeaderKind == PciHeaderKind.CardBus ? ConfigurationRegister.CardBusCapabilities : ConfigurationRegister.Capabilities;
        int offset = function.Read8(register) & PointerMask;
        while (offset != 0)
        {
            if (offset < FirstStandard || !visited.Add(offset))
            {
                warnings.Add($"{function.Address}: the list of capabilities leads to {offset:x2}, {(offset < FirstStandard ? "which is no place for one" : "a second time")}; the rest is ignored");
                return;
            }

            byte id = function.Read8(offset);
            if (id == byte.MaxValue)
            {
                warnings.Add($"{function.Address}: the capability at {offset:x2} reads as all ones; the rest is ignored");
                return;
            }

            // Number 0 is a placeholder that the list goes on from.
            if (id != 0)
            {
                capabilities.Add(Create(function, id, offset));
            }

            offset = function.Read8(offset + 1) & PointerMask;
        }
    }

    private static void ReadExtended(PciFunction function, List<PciCapability> capabilities, List<string> warnings)
    {
        HashSet<int> visited = [];
        int offset = FirstExtended;
        while (offset != 0)
        {
            uint header = function.Read32(offset);
            if (header is 0 or uint.MaxValue)
            {
                return;
            }

            visited.Add(offset);
            ushort id = (ushort)s_extendedId.Get(header);
            if (id != 0)
            {
                byte version = (byte)s_extendedVersion.Get(header);
                bool isResizable = id == CapabilityId.ExtendedResizableBar && offset + ResizableBarCapability.Bytes <= ConfigurationSpace.ExtendedBytes;
                capabilities.Add(isResizable ? new ResizableBarCapability(function, offset, version) : new PciCapability(function, id, offset, version));
            }

            offset = (int)s_extendedNext.Get(header) & PointerMask;
            if (offset != 0 && (offset < FirstExtended || visited.Contains(offset)))
            {
                warnings.Add($"{function.Address}: the list of extended capabilities leads to {offset:x3}, {(offset < FirstExtended ? "which is no place for one" : "a second time")}; the rest is ignored");
                return;
            }
        }
    }

    private static PciCapability Create(PciFunction function, byte id, int offset)
    {
        // One whose registers would reach into the extended space is known by name only.
        int room = ConfigurationSpace.ConventionalBytes - offset;
        return id switch
        {
            CapabilityId.PowerManagement when room >= PowerManagementCapability.Bytes => new PowerManagementCapability(function, offset),
            CapabilityId.Msi when room >= MsiCapability.BytesAt(function, offset) => new MsiCapability(function, offset),
            CapabilityId.Vendor => new VendorCapability(function, offset),
            CapabilityId.Subsystem when room >= SubsystemCapability.Bytes => new SubsystemCapability(function, offset),
            CapabilityId.PciExpress when room >= PciExpressCapability.Bytes => new PciExpressCapability(function, offset),
            CapabilityId.MsiX when room >= MsiXCapability.Bytes => new MsiXCapability(function, offset),
            _ => new PciCapability(function, id, offset, version: 0),
        };
    }
}
