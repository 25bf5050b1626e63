using System;

namespace CosmosNvme.Lab;

/// <summary>The lab could not do its own part: a host tool is missing or failed. The message is for people.</summary>
public sealed class LabException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What happened and what to do next.</param>
    /// <param name="inner">The cause, if another exception.</param>
    public LabException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
