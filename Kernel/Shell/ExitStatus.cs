namespace CosmosNvme.Shell;

/// <summary>Exit statuses as POSIX shells use them.</summary>
internal static class ExitStatus
{
    /// <summary>The work could not be done.</summary>
    internal const int Failed = 1;

    /// <summary>The command was called wrongly, or the text is no command.</summary>
    internal const int Usage = 2;

    /// <summary>The command ended with an exception that it should have handled.</summary>
    internal const int Broken = 70;

    /// <summary>There is no such command.</summary>
    internal const int NotFound = 127;

    /// <summary>Ctrl-C.</summary>
    internal const int Interrupted = 130;
}
