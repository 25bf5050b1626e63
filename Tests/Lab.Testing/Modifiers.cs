using System.Collections.Generic;

namespace CosmosNvme.Lab.Testing;

/// <summary>Changes that any machine of <see cref="Profiles"/> can take: one line each.</summary>
public static class Modifiers
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<MachineModifier> All { get; } =
    [
        new("1 CPU", profile => profile with { Cpus = 1 }),
        new("2 CPUs", profile => profile with { Cpus = 2 }),
        new("4 CPUs", profile => profile with { Cpus = 4 }),
        new("8 CPUs", profile => profile with { Cpus = 8 }),
        new("256 MiB", profile => profile with { MemoryMebibytes = 256 }),
        new("8 GiB", profile => profile with { MemoryMebibytes = 8192 }),
        new("512-byte blocks", profile => profile.WithControllers(controller => controller.WithNamespaces(space => space with { BlockBytes = 512 }))),
        new("4096-byte blocks", profile => profile.WithControllers(controller => controller.WithNamespaces(space => space with { BlockBytes = 4096 }))),
        new("1 vector", profile => profile.WithControllers(controller => controller with { MsiXVectors = 1 })),
        new("2 vectors", profile => profile.WithControllers(controller => controller with { MsiXVectors = 2 })),
        new("3 vectors", profile => profile.WithControllers(controller => controller with { MsiXVectors = 3 })),
        new("1 I/O queue pair", profile => profile.WithControllers(controller => controller with { IoQueuePairs = 1 })),
        new("no transfer limit", profile => profile.WithControllers(controller => controller with { TransferLimit = 0 })),
        new("8 KiB transfers", profile => profile.WithControllers(controller => controller with { TransferLimit = 1 })),
        new("INTx", profile => profile with { Interrupts = InterruptMode.IntX }),
        new("INTx through the 8259", profile => (profile with { Interrupts = InterruptMode.IntX }).WithKernelArgument("irqchip=pic")),
        new("polled", profile => profile with { Interrupts = InterruptMode.Poll }),
    ];
}
