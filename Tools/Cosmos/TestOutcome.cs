namespace CosmosNvme.Cosmos;

/// <summary>How a test ended.</summary>
internal enum TestOutcome
{
    /// <summary>It passed.</summary>
    Passed,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>It exists and was not run.</summary>
    Excluded,
}
