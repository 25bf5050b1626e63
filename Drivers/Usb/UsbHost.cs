using CosmosNvme.Abstractions;

namespace CosmosNvme.Usb;

/// <summary>What the USB drivers work with.</summary>
public sealed record UsbHost
{
    /// <summary>Maps registers.</summary>
    public required IPhysicalMemory Memory { get; init; }

    /// <summary>Gives memory that controllers can reach.</summary>
    public required IDmaAllocator Dma { get; init; }

    /// <summary>The time.</summary>
    public required IClock Clock { get; init; }

    /// <summary>Where it is said what was found.</summary>
    public required IKernelLog Log { get; init; }

    /// <summary>Takes what is typed.</summary>
    public required IKeyboardInput Keyboard { get; init; }
}
