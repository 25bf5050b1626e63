using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Files;

/// <summary>SQLite on FAT32 over NVMe.</summary>
[TestFixture]
[DestructiveTest]
internal sealed class FatDatabaseTests : DatabaseTests
{
    /// <inheritdoc/>
    protected override string Place => FatVolume.Place;


    [OneTimeSetUp]
    public void Mount() => FatVolume.Mount();

    [OneTimeTearDown]
    public void Unmount() => FatVolume.Unmount();
}
