using CosmosNvme.Abstractions;
using CosmosNvme.Nucleus;

namespace CosmosNvme.Hal;

/// <summary>The I/O ports of this machine. Any thread; nothing here allocates or blocks.</summary>
public sealed class PortIo : IPortIo
{
    /// <inheritdoc/>
    public byte Read8(ushort port) => PortServices.Read8(port);

    /// <inheritdoc/>
    public ushort Read16(ushort port) => PortServices.Read16(port);

    /// <inheritdoc/>
    public uint Read32(ushort port) => PortServices.Read32(port);

    /// <inheritdoc/>
    public void Write8(ushort port, byte value) => PortServices.Write8(port, value);

    /// <inheritdoc/>
    public void Write16(ushort port, ushort value) => PortServices.Write16(port, value);

    /// <inheritdoc/>
    public void Write32(ushort port, uint value) => PortServices.Write32(port, value);
}
