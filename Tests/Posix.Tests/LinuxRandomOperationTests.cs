using System.Runtime.Versioning;
using CosmosNvme.KernelTests.Files;
using NUnit.Framework;

namespace CosmosNvme.Posix.Tests;

/// <summary>The random operations that the kernel's file systems are compared with a model in, under Linux: the model has to be right.</summary>
[TestFixture]
[SupportedOSPlatform("linux")]
internal sealed class LinuxRandomOperationTests : RandomOperationTests
{
    /// <inheritdoc/>
    protected override string Place => "/tmp";

    /// <inheritdoc/>
    protected override int Steps => 1000;
}
