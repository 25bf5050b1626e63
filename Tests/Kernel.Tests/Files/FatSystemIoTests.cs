using System.Runtime.Versioning;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Files;

/// <summary>System.IO on FAT32 over NVMe.</summary>
[TestFixture]
[DestructiveTest]
[SupportedOSPlatform("linux")]
internal sealed class FatSystemIoTests : SystemIoTests
{
    /// <inheritdoc/>
    protected override string Place => FatVolume.Place;

    /// <inheritdoc/>
    protected override bool IsUnix => false;

    [OneTimeSetUp]
    public void Mount() => FatVolume.Mount();

    [OneTimeTearDown]
    public void Unmount() => FatVolume.Unmount();
}
