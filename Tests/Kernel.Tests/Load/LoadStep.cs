namespace CosmosNvme.KernelTests.Load;

/// <summary>What a lane does next.</summary>
internal enum LoadStep
{
    /// <summary>Writes all its blocks.</summary>
    WriteAll,

    /// <summary>Reads or writes some of them.</summary>
    Any,

    /// <summary>Reads them all.</summary>
    ReadAll,
}
