namespace CosmosNvme.Nvme;

/// <summary>I/O commands of the NVM command set. NVMe Base 1.4 §6, figure "Opcodes for NVM Commands".</summary>
internal enum NvmOpcode : byte
{
    /// <summary>Flush.</summary>
    Flush = 0x00,

    /// <summary>Write.</summary>
    Write = 0x01,

    /// <summary>Read.</summary>
    Read = 0x02,
}
