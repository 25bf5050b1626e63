namespace CosmosNvme.Nucleus;

/// <summary>The I/O APICs in use, in fixed storage.</summary>
internal unsafe struct IoApicTable
{
    /// <summary>Number of controllers.</summary>
    internal uint Count;

    /// <summary>Mapped registers of each.</summary>
    internal fixed ulong Registers[(int)MadtInfo.MaximumIoApics];

    /// <summary>First global system interrupt of each.</summary>
    internal fixed uint GsiBase[(int)MadtInfo.MaximumIoApics];

    /// <summary>Number of pins of each.</summary>
    internal fixed uint Pins[(int)MadtInfo.MaximumIoApics];
}
