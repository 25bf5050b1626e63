namespace CosmosNvme.Nvme;

/// <summary>How a command ended.</summary>
internal enum CommandEnding : byte
{
    /// <summary>The controller completed it; its status says how it went.</summary>
    Completed,

    /// <summary>The controller did not complete it in time and was stopped for it.</summary>
    TimedOut,

    /// <summary>The controller failed, or was stopped, before it completed the command.</summary>
    ControllerFailed,

    /// <summary>The controller was reset before it completed the command: nobody knows what it did of it.</summary>
    ControllerReset,

    /// <summary>The controller never got the command: its queue was taken out of service just before.</summary>
    NotSubmitted,
}
