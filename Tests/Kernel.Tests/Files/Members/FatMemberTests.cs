using System.Runtime.Versioning;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Files;

/// <summary>The members of System.IO on FAT32 over NVMe.</summary>
[TestFixture]
[DestructiveTest]
[SupportedOSPlatform("linux")]
internal sealed class FatMemberTests : MemberTests
{
    /// <inheritdoc/>
    protected override string Place => FatVolume.Place;

    /// <inheritdoc/>
    protected override bool IsFat => true;

    [OneTimeSetUp]
    public void Mount() => FatVolume.Mount();

    [OneTimeTearDown]
    public void Unmount() => FatVolume.Unmount();
}
