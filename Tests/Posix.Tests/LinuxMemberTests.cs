using System.Runtime.Versioning;
using CosmosNvme.KernelTests.Files;
using NUnit.Framework;

namespace CosmosNvme.Posix.Tests;

/// <summary>The tables of System.IO's members, under Linux: what they say of Linux has to be so.</summary>
[TestFixture]
[SupportedOSPlatform("linux")]
internal sealed class LinuxMemberTests : MemberTests
{
    /// <inheritdoc/>
    protected override string Place => "/tmp";

    /// <inheritdoc/>
    protected override bool IsKernel => false;
}
