namespace CosmosNvme.Nucleus;

/// <summary>I/O ports for managed threads. Callable from every thread; one instruction each; nothing here allocates or blocks.</summary>
public static class PortServices
{
    /// <summary>Reads 8 bits.</summary>
    public static byte Read8(ushort port) => Asm.In8(port);

    /// <summary>Reads 16 bits.</summary>
    public static ushort Read16(ushort port) => Asm.In16(port);

    /// <summary>Reads 32 bits.</summary>
    public static uint Read32(ushort port) => Asm.In32(port);

    /// <summary>Writes 8 bits.</summary>
    public static void Write8(ushort port, byte value) => Asm.Out8(port, value);

    /// <summary>Writes 16 bits.</summary>
    public static void Write16(ushort port, ushort value) => Asm.Out16(port, value);

    /// <summary>Writes 32 bits.</summary>
    public static void Write32(ushort port, uint value) => Asm.Out32(port, value);
}
