namespace CosmosNvme.Abstractions;

/// <summary>An address on the CPU's physical bus: of RAM, or of a device's registers.</summary>
/// <param name="Value">Bytes from 0.</param>
public readonly record struct PhysicalAddress(ulong Value)
{
    /// <summary>The address <paramref name="bytes"/> further.</summary>
    public static PhysicalAddress operator +(PhysicalAddress address, ulong bytes) => new(address.Value + bytes);

    /// <inheritdoc/>
    public override string ToString() => $"0x{Value:x}";
}
