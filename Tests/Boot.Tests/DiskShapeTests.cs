using System;
using System.IO;
using System.Linq;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Boot.Tests;

/// <summary>Controllers and namespaces of many shapes under load with checked data, and those that are refused.</summary>
[Category("Load")]
internal sealed class DiskShapeTests
{
    private const string Load = "LoadTests.Threads_ThatMigrate";
    private const long DiskBytes = 16 * 1024 * 1024;

    private static readonly NamespaceSpec s_plain = new();

    private DirectoryInfo _folder = null!;
    private int _disks;

    private static int Percent => TestScale.Pick(quick: 5, plain: 20, soak: 3000);

    [OneTimeSetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("cosmos-shapes-");

    [OneTimeTearDown]
    public void RemoveFolder() => _folder.Delete(recursive: true);

    private static int[] BlockBytes => TestScale.Pick<int[]>(quick: [8192], plain: [1024, 8192], soak: [512, 1024, 2048, 4096, 8192, 32768]);

    private static string[] SomeNamespaces => TestScale.Pick<string[]>(quick: ["nvme0n9"], plain: ["nvme0n9"], soak: ["nvme0n1", "nvme0n2", "nvme0n9"]);

    private static string[] SomeControllers => TestScale.Pick<string[]>(quick: ["nvme2n1"], plain: ["nvme2n1"], soak: ["nvme0n1", "nvme1n1", "nvme2n1"]);

    // 8 KiB and more are larger than a page of memory: one block takes several.
    [TestCaseSource(nameof(BlockBytes))]
    public void Load_BlocksOfSize_LosesNothing(int bytes) =>
        RunLoad("nvme0n1", new ControllerSpec { Namespaces = [new() { BlockBytes = bytes }] });

    [TestCaseSource(nameof(SomeNamespaces))]
    public void Load_OneOfSeveralNamespaces_LosesNothing(string disk) =>
        RunLoad(disk, new ControllerSpec { Namespaces = [s_plain, new() { BlockBytes = 4096 }, new() { Id = 9 }] });

    [TestCaseSource(nameof(SomeControllers))]
    public void Load_OneOfSeveralControllers_LosesNothing(string disk) =>
        RunLoad(disk, new ControllerSpec(), new ControllerSpec { Namespaces = [new() { BlockBytes = 4096 }] }, new ControllerSpec { MsiXVectors = 1 });

    [Test]
    public void Metadata_Namespaces_AreRefusedWithASentenceAndTheOtherWorks()
    {
        NamespaceSpec[] refused = [new() { MetadataBytes = 8 }, new() { MetadataBytes = 16, HasExtendedBlocks = true }, new() { MetadataBytes = 64, BlockBytes = 4096 }];
        MachineResult result = Boots.RunOrderly(Profile(new ControllerSpec { Namespaces = [.. refused, s_plain] }) with { Exec = "nvme list; sha256sum /dev/nvme0n4" });
        for (int index = 0; index < refused.Length; index++)
        {
            Assert.That(result.Log, Does.Contain(
                $"warning: nvme0: namespace {index + 1} is left out: its blocks carry {refused[index].MetadataBytes} bytes of metadata, which this driver does not handle; format it without metadata"));
        }

        Assert.That(result.Console, Does.Match("(?m)^[0-9a-f]{64}  /dev/nvme0n4$").And.Not.Match("/dev/nvme0n[123]"));
    }

    private void RunLoad(string disk, params ControllerSpec[] controllers)
    {
        MachineResult result = Boots.RunOrderly(Boots.WithTests(Profile(controllers).WithKernelArgument($"tests.disk={disk}"), Load, Percent));
        TestContext.Out.WriteLine(string.Join('\n', result.Log.Split('\n').Where(line => line.Contains("load:", StringComparison.Ordinal))));
        Assert.That(result.Log, Does.Match(@"load: \d+ threads, \d+ collections: \d+ requests, [1-9]\d* blocks verified, "));
    }

    private MachineProfile Profile(params ControllerSpec[] controllers) => new MachineProfile
    {
        Controllers = [.. controllers],
        TimeLimit = TimeSpan.FromMinutes(3) + TimeSpan.FromSeconds(Percent / 100),
    }.WithBackings(_ => MakeDisk());

    private ImageBacking MakeDisk()
    {
        string path = Path.Combine(_folder.FullName, $"disk{_disks++}.img");
        using FileStream file = File.Create(path);
        file.SetLength(DiskBytes);
        return new ImageBacking(path) { KeepsImage = true };
    }
}
