namespace CosmosNvme.Cosmos;

/// <summary>What became of a mutant.</summary>
internal enum MutantVerdict
{
    /// <summary>A test failed: the mutant was noticed.</summary>
    Caught,

    /// <summary>All tests passed.</summary>
    Survived,

    /// <summary>The patch does not apply, or what it makes does not build: it says nothing about the tests.</summary>
    Broken,
}
