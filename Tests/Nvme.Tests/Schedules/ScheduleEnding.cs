namespace CosmosNvme.Nvme.Tests;

/// <summary>How a random schedule ends.</summary>
internal enum ScheduleEnding
{
    /// <summary>Everything completes, then the controller is shut down.</summary>
    Completed,

    /// <summary>The controller is shut down while requests are on their way; these complete meanwhile.</summary>
    ShutDownMeanwhile,

    /// <summary>The device is removed while requests are on their way.</summary>
    Removed,

    /// <summary>The controller stops with CSTS.CFS while requests are on their way.</summary>
    Fatal,

    /// <summary>The controller answers no more.</summary>
    Silent,
}
