namespace CosmosNvme.Testing.Protocol;

/// <summary>How a test ended.</summary>
public enum TestOutcome : byte
{
    /// <summary>It passed.</summary>
    Passed,

    /// <summary>It passed with warnings.</summary>
    Warned,

    /// <summary>It failed: an assertion, an exception, or its machine.</summary>
    Failed,

    /// <summary>It was not run, for the reason in its message.</summary>
    Skipped,

    /// <summary>It came to no result.</summary>
    Inconclusive,
}
