using System;
using System.IO;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.KernelRunner.Tests;

/// <summary>The same image without a host, as on real hardware: a tree and totals on the console.</summary>
[Category("Machine")]
internal sealed class ConsoleRunTests
{
    [Test]
    public void Boot_NamedTestsThatPass_PrintsATreeAndSucceeds()
    {
        MachineResult result = Run("tests=ThreadPool_10000Items");
        Assert.That(result.Reason, Is.EqualTo(ExitReason.Orderly), result.ToString());
        Assert.That(result.Console, Does.Match(@"(?m)^CosmosNvme\.Kernel\.Tests: 1 of \d+ tests \(tests=ThreadPool_10000Items\)$"));
        Assert.That(result.Console, Does.Match(@"(?m)^  CosmosNvme\.KernelTests\.Runtime\.ThreadTests\n    ok       ThreadPool_10000Items_RunsEach \(\d+ ms\)$"));
        Assert.That(result.Console, Does.Match(@"\n1 passed, 0 failed, \d+ not run\n$"));
    }

    [Test]
    public void Boot_ATestThatFails_PrintsWhyAndFails()
    {
        MachineResult result = Run("tests=OutcomeTests.Fails_ByAnException");
        Assert.That(result.Reason, Is.EqualTo(ExitReason.CommandFailed), result.ToString());
        Assert.That(result.Console, Does.Contain("    FAILED   Fails_ByAnException").And.Contain("thrown on purpose").And.Contain("OutcomeTests.ThrowDeep"));
        Assert.That(result.Console, Does.Contain("\n0 passed, 1 failed, "));
    }

    [TestCase("tests=destructive")]
    [TestCase("tests=NvmeWriteTests")]
    public void Boot_DestructiveWithoutADisk_RunsNone(string selection)
    {
        MachineResult result = Run(selection);
        Assert.That(result.Reason, Is.EqualTo(ExitReason.CommandFailed), result.ToString());
        Assert.That(result.Console, Does.Contain("\n0 passed, 0 failed, "));
        Assert.That(result.Console, Does.Not.Contain("NvmeWriteTests\n"));
    }

    [Test]
    public void Boot_DestructiveWithADisk_WritesOnlyThere()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cosmos-destructive-");
        try
        {
            string named = Disk(folder, "named.img");
            string other = Disk(folder, "other.img");
            MachineResult result = Run("tests=destructive tests.disk=nvme1n1", [DiskSpec.Parse(other), DiskSpec.Parse(named)]);
            Assert.That(result.Reason, Is.EqualTo(ExitReason.Orderly), result.ToString());
            Assert.That(File.ReadAllBytes(named).AsSpan().ContainsAnyExcept((byte)0), Is.True, "Nothing was written.");
            Assert.That(File.ReadAllBytes(other).AsSpan().ContainsAnyExcept((byte)0), Is.False, "The wrong disk was written to.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Test]
    [Category("Long")]
    public void Boot_WithoutASelection_RunsWhatIsSafeAnywhere()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cosmos-read-only-");
        try
        {
            string disk = Disk(folder, "disk.img");
            MachineResult result = Run($"tests.percent={TestScale.SmokePercent}", [DiskSpec.Parse(disk)]);
            Assert.That(result.Reason, Is.EqualTo(ExitReason.Orderly), result.ToString());
            Assert.That(result.Console, Does.Contain("(tests=read-only)").And.Contain("  CosmosNvme.KernelTests.Devices.NvmeReadTests\n"));
            Assert.That(result.Console, Does.Not.Contain("NvmeWriteTests\n").And.Not.Contain("DeathTests\n").And.Not.Contain("OutcomeTests\n"));
            Assert.That(File.ReadAllBytes(disk).AsSpan().ContainsAnyExcept((byte)0), Is.False, "A test that is safe anywhere wrote to the disk.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Disk(DirectoryInfo folder, string name)
    {
        string path = Path.Combine(folder.FullName, name);
        using FileStream file = File.Create(path);
        file.SetLength(32 * 1024 * 1024);
        return path;
    }

    private static MachineResult Run(string arguments, params DiskSpec[] disks) =>
        Machine.Run(new MachineProfile { Image = TestImage.Image, KernelArguments = arguments, Disks = [.. disks], TimeLimit = TestScale.TestLimit });
}
