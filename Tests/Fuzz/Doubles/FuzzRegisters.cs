using CosmosNvme.Abstractions;

namespace CosmosNvme.Fuzz;

/// <summary>Device registers that keep nothing; what matters is that accesses lie within and are aligned.</summary>
internal sealed class FuzzRegisters(uint length, StepBudget budget) : RegisterWindow
{
    /// <inheritdoc/>
    public override uint Length => length;

    /// <inheritdoc/>
    public override byte Read8(uint offset) => (byte)Access(offset, sizeof(byte));

    /// <inheritdoc/>
    public override ushort Read16(uint offset) => (ushort)Access(offset, sizeof(ushort));

    /// <inheritdoc/>
    public override uint Read32(uint offset) => Access(offset, sizeof(uint));

    /// <inheritdoc/>
    public override void Write8(uint offset, byte value) => Access(offset, sizeof(byte));

    /// <inheritdoc/>
    public override void Write16(uint offset, ushort value) => Access(offset, sizeof(ushort));

    /// <inheritdoc/>
    public override void Write32(uint offset, uint value) => Access(offset, sizeof(uint));

    private uint Access(uint offset, uint width)
    {
        budget.Take(1);
        Rule.Demand(offset <= length && width <= length - offset && offset % width == 0, "registers are accessed within their window", $"{width} at {offset} of {length}");
        return offset * 0x9E3779B1;
    }
}
