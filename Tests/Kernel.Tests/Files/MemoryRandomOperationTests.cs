using System.Runtime.Versioning;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Files;

/// <summary>Random operations on the file system in memory.</summary>
[TestFixture]
[SupportedOSPlatform("linux")]
internal sealed class MemoryRandomOperationTests : RandomOperationTests
{
    /// <inheritdoc/>
    protected override string Place => "/tmp";

    /// <inheritdoc/>
    protected override int Steps => KernelContext.Scale(3000);
}
