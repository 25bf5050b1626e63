namespace CosmosNvme.Abstractions;

/// <summary>
/// A device's registers. Each call is exactly one access of the width it names, in program order with the others; offsets are
/// bytes from the window's start and must be aligned to the width. Callable from any thread; allocates nothing, blocks never.
/// An abstract class, so that a kernel with one implementation gets its calls inlined.
/// </summary>
/// <remarks>An offset outside the window or not aligned is a bug of the caller: <see cref="System.ArgumentOutOfRangeException"/>.</remarks>
public abstract class RegisterWindow
{
    /// <summary>Bytes in the window.</summary>
    public abstract uint Length { get; }

    /// <summary>Reads 8 bits.</summary>
    public abstract byte Read8(uint offset);

    /// <summary>Reads 16 bits.</summary>
    public abstract ushort Read16(uint offset);

    /// <summary>Reads 32 bits.</summary>
    public abstract uint Read32(uint offset);

    /// <summary>Writes 8 bits.</summary>
    public abstract void Write8(uint offset, byte value);

    /// <summary>Writes 16 bits.</summary>
    public abstract void Write16(uint offset, ushort value);

    /// <summary>Writes 32 bits. Everything the CPU wrote to memory before is visible to the device first.</summary>
    public abstract void Write32(uint offset, uint value);
}
