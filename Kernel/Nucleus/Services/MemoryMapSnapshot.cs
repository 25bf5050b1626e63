namespace CosmosNvme.Nucleus;

/// <summary>A range of firmware's memory map. Blittable.</summary>
public struct MemoryMapSnapshot
{
    /// <summary>First address.</summary>
    public ulong Start;

    /// <summary>The address behind the last.</summary>
    public ulong End;

    /// <summary>Type as ACPI numbers it.</summary>
    public uint Type;
}
