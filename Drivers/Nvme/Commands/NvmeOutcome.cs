namespace CosmosNvme.Nvme;

/// <summary>How far a command came.</summary>
public enum NvmeOutcome
{
    /// <summary>The controller completed it; the status says how.</summary>
    Completed,

    /// <summary>It was not sent: the controller does not have it, or it is forbidden here.</summary>
    NotSent,

    /// <summary>The controller did not answer in time.</summary>
    TimedOut,

    /// <summary>The controller has failed or is out of service.</summary>
    ControllerFailed,
}
