namespace CosmosNvme.Abstractions;

/// <summary>
/// The CPU's I/O ports. Each call is exactly one access of the width it names, in program order with the others. Callable from any
/// thread; allocates nothing, blocks never.
/// </summary>
public interface IPortIo
{
    /// <summary>Reads 8 bits.</summary>
    byte Read8(ushort port);

    /// <summary>Reads 16 bits.</summary>
    ushort Read16(ushort port);

    /// <summary>Reads 32 bits.</summary>
    uint Read32(ushort port);

    /// <summary>Writes 8 bits.</summary>
    void Write8(ushort port, byte value);

    /// <summary>Writes 16 bits.</summary>
    void Write16(ushort port, ushort value);

    /// <summary>Writes 32 bits.</summary>
    void Write32(ushort port, uint value);
}
