using System;

namespace CosmosNvme.Nvme;

/// <summary>What Dataset Management says about its ranges: bits of dword 11. NVMe Base 1.4 §6.7.</summary>
[Flags]
public enum DatasetAttributes : uint
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>IDR: they will be read together.</summary>
    IntegralRead = 1 << 0,

    /// <summary>IDW: they will be written together.</summary>
    IntegralWrite = 1 << 1,

    /// <summary>AD: nobody needs them any more (discard, TRIM). Their data is lost.</summary>
    Deallocate = 1 << 2,
}
