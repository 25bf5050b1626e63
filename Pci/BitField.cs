namespace CosmosNvme.Pci;

/// <summary>A field of a register: the one value that both reading and writing use.</summary>
/// <param name="Shift">Its lowest bit.</param>
/// <param name="Width">Bits, 1 to 32.</param>
internal readonly record struct BitField(int Shift, int Width)
{
    /// <summary>The field's bits in the register.</summary>
    internal uint Mask => (uint)((1UL << Width) - 1) << Shift;

    /// <summary>The field's value.</summary>
    internal uint Get(uint register) => (register & Mask) >> Shift;

    /// <summary>The register with another value in the field; bits of the value that do not fit are dropped.</summary>
    internal uint Set(uint register, uint value) => (register & ~Mask) | ((value << Shift) & Mask);
}
