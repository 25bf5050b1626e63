namespace CosmosNvme.Lab;

/// <summary>Why a machine stopped.</summary>
public enum ExitReason
{
    /// <summary>It powered off and every command succeeded, or the person at the terminal ended it.</summary>
    Orderly,

    /// <summary>It powered off after at least one command had failed.</summary>
    CommandFailed,

    /// <summary>The kernel panicked; an unhandled managed exception is one way to that.</summary>
    Panic,

    /// <summary>It reset itself: a triple fault, or a reset request.</summary>
    Reset,

    /// <summary>It was stopped from outside because its time was over.</summary>
    TimedOut,

    /// <summary>QEMU did not start, or ended in a way no kernel asked for.</summary>
    QemuFailed,

    /// <summary>It did not stop: the result is what it had left behind when somebody looked.</summary>
    StillRunning,
}
