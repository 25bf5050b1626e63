namespace CosmosNvme.Nucleus;

/// <summary>A file of QEMU's firmware configuration device.</summary>
internal struct FwCfgFile
{
    /// <summary>Length in bytes.</summary>
    internal uint Length;

    /// <summary>Selector key.</summary>
    internal ushort Key;
}
