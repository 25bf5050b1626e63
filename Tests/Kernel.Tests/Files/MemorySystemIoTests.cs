using System.Runtime.Versioning;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Files;

/// <summary>System.IO on the file system in memory.</summary>
[TestFixture]
[SupportedOSPlatform("linux")]
internal sealed class MemorySystemIoTests : SystemIoTests
{
    /// <inheritdoc/>
    protected override string Place => "/tmp";

    /// <inheritdoc/>
    protected override bool IsUnix => true;
}
