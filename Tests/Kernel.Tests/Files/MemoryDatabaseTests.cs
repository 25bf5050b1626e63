using NUnit.Framework;

namespace CosmosNvme.KernelTests.Files;

/// <summary>SQLite on the file system in memory.</summary>
[TestFixture]
internal sealed class MemoryDatabaseTests : DatabaseTests
{
    /// <inheritdoc/>
    protected override string Place => "/tmp";
}
