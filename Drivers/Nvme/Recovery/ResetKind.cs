namespace CosmosNvme.Nvme;

/// <summary>How much of a controller is reset. NVMe Base 1.4 §7.3.</summary>
public enum ResetKind
{
    /// <summary>The controller, by CC.EN.</summary>
    Controller,

    /// <summary>Every controller of the NVM subsystem, by NSSR; only where CAP.NSSRS says so.</summary>
    Subsystem,

    /// <summary>The function on its bus; only where the bus can.</summary>
    Function,
}
