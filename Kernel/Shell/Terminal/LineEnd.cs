namespace CosmosNvme.Shell.Terminal;

/// <summary>How the reading of a line ended.</summary>
internal enum LineEnd
{
    /// <summary>With Enter.</summary>
    Entered,

    /// <summary>With Ctrl-C: the line is to be forgotten.</summary>
    Interrupted,

    /// <summary>With Ctrl-D on an empty line, or because the terminal is gone.</summary>
    EndOfInput,
}
