using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>One doorbell: the register that tells the controller a new tail or head. Computed once, when its queue is made.</summary>
internal readonly struct Doorbell(RegisterWindow window, uint offset)
{
    /// <summary>Bytes from the start of the registers.</summary>
    internal uint Offset { get; } = offset;

    /// <summary>Rings it. Everything written to memory before is visible to the device first: that is the contract of Write32.</summary>
    internal void Ring(uint index) => window.Write32(Offset, index);
}
