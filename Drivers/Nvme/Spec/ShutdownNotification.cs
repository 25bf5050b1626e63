namespace CosmosNvme.Nvme;

/// <summary>CC.SHN: what the host says about power. NVMe Base 1.4 §3.1.5.</summary>
internal enum ShutdownNotification
{
    /// <summary>Nothing is about to happen.</summary>
    None = 0,

    /// <summary>Power goes away in good order; CSTS.SHST says when it may.</summary>
    Normal = 1,

    /// <summary>Power goes away now.</summary>
    Abrupt = 2,
}
