namespace CosmosNvme.Cosmos;

/// <summary>How much of the long tests to run. Tests read it, in lower case, from COSMOS_TEST_MODE.</summary>
internal enum TestMode
{
    /// <summary>Scaled, about 20 minutes on two cores.</summary>
    Plain,

    /// <summary>A covering subset, about 3 minutes.</summary>
    Quick,

    /// <summary>Everything in full.</summary>
    Soak,
}
