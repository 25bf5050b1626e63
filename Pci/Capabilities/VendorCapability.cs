namespace CosmosNvme.Pci;

/// <summary>A capability that only the vendor knows (PCI 3.0 Appendix H, 09h).</summary>
public sealed class VendorCapability : PciCapability
{
    private const int LengthRegister = 2;

    internal VendorCapability(PciFunction function, int offset)
        : base(function, CapabilityId.Vendor, offset, version: 0)
    {
    }

    /// <summary>Bytes, header included, as the device says.</summary>
    public byte Length => Read8(LengthRegister);
}
