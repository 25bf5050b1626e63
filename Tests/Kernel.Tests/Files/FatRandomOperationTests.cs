using System.Runtime.Versioning;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Files;

/// <summary>Random operations on FAT32 over NVMe.</summary>
[TestFixture]
[DestructiveTest]
[SupportedOSPlatform("linux")]
internal sealed class FatRandomOperationTests : RandomOperationTests
{
    /// <inheritdoc/>
    protected override string Place => FatVolume.Place;

    /// <inheritdoc/>
    protected override int Steps => KernelContext.Scale(3000);

    [OneTimeSetUp]
    public void Mount() => FatVolume.Mount();

    [OneTimeTearDown]
    public void Unmount() => FatVolume.Unmount();
}
