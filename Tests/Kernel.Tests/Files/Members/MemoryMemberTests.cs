using System.Runtime.Versioning;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Files;

/// <summary>The members of System.IO on the file system in memory.</summary>
[TestFixture]
[SupportedOSPlatform("linux")]
internal sealed class MemoryMemberTests : MemberTests
{
    /// <inheritdoc/>
    protected override string Place => "/tmp";
}
