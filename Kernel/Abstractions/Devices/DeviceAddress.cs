namespace CosmosNvme.Abstractions;

/// <summary>An address of memory as a device uses it in a descriptor. Without an IOMMU it equals the physical address.</summary>
/// <param name="Value">Bytes from 0.</param>
public readonly record struct DeviceAddress(ulong Value)
{
    /// <summary>The address <paramref name="bytes"/> further.</summary>
    public static DeviceAddress operator +(DeviceAddress address, ulong bytes) => new(address.Value + bytes);

    /// <inheritdoc/>
    public override string ToString() => $"0x{Value:x}";
}
