namespace CosmosNvme.Nvme;

/// <summary>SANACT: what Sanitize does. NVMe Base 1.4 §5.24.</summary>
public enum SanitizeAction
{
    /// <summary>Leaves the state after a failed sanitize.</summary>
    ExitFailureMode = 1,

    /// <summary>Erases the blocks of the media.</summary>
    BlockErase = 2,

    /// <summary>Overwrites the media with a pattern.</summary>
    Overwrite = 3,

    /// <summary>Changes the keys that data is encrypted with.</summary>
    CryptoErase = 4,
}
