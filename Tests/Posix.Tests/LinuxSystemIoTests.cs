using System.Runtime.Versioning;
using CosmosNvme.KernelTests.Files;
using NUnit.Framework;

namespace CosmosNvme.Posix.Tests;

/// <summary>The tests of System.IO that run in the kernel, under Linux: they have to pass there, too.</summary>
[TestFixture]
[SupportedOSPlatform("linux")]
internal sealed class LinuxSystemIoTests : SystemIoTests
{
    /// <inheritdoc/>
    protected override string Place => "/tmp";

    /// <inheritdoc/>
    protected override bool IsUnix => true;
}
