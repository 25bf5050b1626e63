namespace CosmosNvme.Pci;

/// <summary>A capability of a function. Types derived from this one show what is in it; others are known by name only.</summary>
public class PciCapability
{
    internal PciCapability(PciFunction function, ushort id, int offset, byte version)
    {
        Function = function;
        Id = id;
        Offset = offset;
        Version = version;
    }

    /// <summary>Whose capability it is.</summary>
    public PciFunction Function { get; }

    /// <summary>What it is: a number of the standard list or, if <see cref="IsExtended"/>, of the extended list.</summary>
    public ushort Id { get; }

    /// <summary>Where it starts in configuration space.</summary>
    public int Offset { get; }

    /// <summary>Version of an extended capability; 0 for standard ones, which keep theirs elsewhere.</summary>
    public byte Version { get; }

    /// <summary>True for the extended list, which starts at 100h.</summary>
    public bool IsExtended => Offset >= ConfigurationSpace.ConventionalBytes;

    /// <summary>Its name as lspci prints it; null if the number is unknown.</summary>
    public string? Name => IsExtended ? CapabilityNames.Extended(Id) : CapabilityNames.Standard(Id);

    /// <summary>Reads 8 bits, counted from the start of the capability.</summary>
    public byte Read8(int register) => Function.Read8(Offset + register);

    /// <summary>Reads 16 bits, counted from the start of the capability.</summary>
    public ushort Read16(int register) => Function.Read16(Offset + register);

    /// <summary>Reads 32 bits, counted from the start of the capability.</summary>
    public uint Read32(int register) => Function.Read32(Offset + register);

    /// <summary>Writes 16 bits, counted from the start of the capability.</summary>
    public void Write16(int register, ushort value) => Function.Write16(Offset + register, value);

    /// <summary>Writes 32 bits, counted from the start of the capability.</summary>
    public void Write32(int register, uint value) => Function.Write32(Offset + register, value);
}
