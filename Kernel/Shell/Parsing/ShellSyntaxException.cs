using System;

namespace CosmosNvme.Shell.Parsing;

/// <summary>Text that is not a command list. Its message says what is wrong and what to write instead.</summary>
internal sealed class ShellSyntaxException(string message, bool isIncomplete = false) : Exception(message)
{
    /// <summary>True if more text could complete the commands: a quote is open, or the last character is a backslash.</summary>
    internal bool IsIncomplete { get; } = isIncomplete;
}
