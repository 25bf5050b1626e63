using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>
/// One doorbell: tells the controller a new tail or head. By a register write, or, where the controller watches memory instead
/// (<see cref="ShadowDoorbells"/>), by a store that needs the register only now and then. One thread at a time per doorbell.
/// </summary>
/// <param name="window">The controller's registers.</param>
/// <param name="offset">The register.</param>
/// <param name="shadows">The memory that the controller watches; null: none.</param>
/// <param name="number">The doorbell's number, counted from that of submission queue 0: its place in that memory.</param>
internal readonly struct Doorbell(RegisterWindow window, uint offset, ShadowDoorbells? shadows, uint number)
{
    private readonly uint _place = shadows?.PlaceOf(number) ?? 0;

    /// <summary>Bytes from the start of the registers.</summary>
    internal uint Offset => offset;

    /// <summary>True if the register is only half the way.</summary>
    internal bool IsShadowed => shadows is not null;

    /// <summary>Rings it. Everything written to memory before is visible to the device first.</summary>
    /// <param name="index">The new tail or head.</param>
    /// <param name="before">The one that was told before.</param>
    internal void Ring(uint index, uint before)
    {
        if (shadows is null || shadows.Tell(_place, index, before))
        {
            RingRegister(index);
        }
    }

    /// <summary>Writes the register, come what may. That everything written to memory before is visible first is the contract of Write32.</summary>
    internal void RingRegister(uint index) => window.Write32(offset, index);
}
