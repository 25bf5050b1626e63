using System;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme.Simulator;

/// <summary>The simulated controller's register window. Accesses narrower than 32 bits are what no NVMe controller has to understand.</summary>
public sealed class SimulatedRegisters(SimulatedController controller) : RegisterWindow
{
    /// <inheritdoc/>
    public override uint Length => controller.WindowLength;

    /// <inheritdoc/>
    public override byte Read8(uint offset) => throw new NotSupportedException("NVMe registers are read by 32 bits.");

    /// <inheritdoc/>
    public override ushort Read16(uint offset) => throw new NotSupportedException("NVMe registers are read by 32 bits.");

    /// <inheritdoc/>
    public override uint Read32(uint offset) => controller.Read(Check(offset));

    /// <inheritdoc/>
    public override void Write8(uint offset, byte value) => throw new NotSupportedException("NVMe registers are written by 32 bits.");

    /// <inheritdoc/>
    public override void Write16(uint offset, ushort value) => throw new NotSupportedException("NVMe registers are written by 32 bits.");

    /// <inheritdoc/>
    public override void Write32(uint offset, uint value) => controller.Write(Check(offset), value);

    private uint Check(uint offset)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(offset % sizeof(uint), 0u, nameof(offset));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - sizeof(uint));
        return offset;
    }
}
