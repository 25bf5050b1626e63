using System.Collections.Generic;

namespace CosmosNvme.Lab.Testing;

/// <summary>
/// The machines on which disks are tested: one line each. Their namespaces have no content; a test gives it
/// (<see cref="MachineProfile.WithBackings"/>). What is not said is that of <see cref="MachineProfile"/>: q35, 2 CPUs, 1 GiB, direct boot.
/// </summary>
public static class Profiles
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<MachineProfile> All { get; } =
    [
        new() { Name = "q35", Controllers = [new()] },
        new() { Name = "pc", Machine = MachineType.Pc, Controllers = [new()] },
        new() { Name = "q35 BIOS", Boot = BootPath.Bios, Controllers = [new()] },
        new() { Name = "q35 UEFI", Boot = BootPath.Uefi, Controllers = [new()] },
        new() { Name = "pc BIOS", Machine = MachineType.Pc, Boot = BootPath.Bios, Controllers = [new()] },
        new() { Name = "pc UEFI", Machine = MachineType.Pc, Boot = BootPath.Uefi, Controllers = [new()] },
        new() { Name = "root port", Bridges = [new("above", BridgeKind.RootPort)], Controllers = [new() { Behind = "above" }] },
        new() { Name = "PCI bridge", Machine = MachineType.Pc, Bridges = [new("above", BridgeKind.Pci)], Controllers = [new() { Behind = "above" }] },
        new() { Name = "PCIe-PCI bridge", Bridges = [new("above", BridgeKind.ExpressToPci)], Controllers = [new() { Behind = "above" }] },
        new() { Name = "two controllers", Controllers = [new(), new() { Namespaces = [new() { BlockBytes = 4096 }] }] },
        new() { Name = "three namespaces", Controllers = [new() { Namespaces = [new(), new() { BlockBytes = 4096 }, new() { Id = 9 }] }] },
        new() { Name = "subsystem", Controllers = [new() { Subsystem = "both", Namespaces = [] }, new() { Subsystem = "both" }] },
        new() { Name = "IOMMU", HasIommu = true, Controllers = [new()] },
    ];
}
