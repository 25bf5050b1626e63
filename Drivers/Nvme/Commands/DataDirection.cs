namespace CosmosNvme.Nvme;

/// <summary>Where the data of a command goes.</summary>
public enum DataDirection
{
    /// <summary>The command has no data.</summary>
    None,

    /// <summary>From the controller into the caller's buffer.</summary>
    FromController,

    /// <summary>From the caller's buffer to the controller.</summary>
    ToController,
}
