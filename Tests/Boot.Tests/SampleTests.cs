using System.IO;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Boot.Tests;

/// <summary>The kernels of Samples do what the README and they themselves say.</summary>
[Category("Machine")]
internal sealed class SampleTests
{
    private static readonly string s_hello = Path.Combine(RepositoryPaths.Artifacts, "kernel", "Hello", "CosmosNvme.Hello.elf");
    private static readonly string s_notebook = Path.Combine(RepositoryPaths.Artifacts, "kernel", "Notebook", "CosmosNvme.Notebook.elf");

    [Test]
    public void Hello_WithADisk_NamesTheControllerAndReadsABlock()
    {
        using FileDisk disk = new(512);
        MachineResult result = Boots.RunOrderly(new MachineProfile { Image = s_hello, Controllers = [disk.Controller] });
        Assert.That(result.Console, Is.EqualTo("nvme0: QEMU NVMe Ctrl\nnvme0n1: block 0 ends with 55AA\n"));
    }

    [Test]
    public void Notebook_BootedTwice_FindsWhatTheFirstBootWrote()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cosmos-notebook-");
        string image = Path.Combine(folder.FullName, "volume.img");
        using (FileStream file = File.Create(image))
        {
            file.SetLength(64 * 1024 * 1024);
        }

        ToolRunner.RunOrThrow("mkfs.fat", "-F", "32", image);
        MachineProfile profile = new() { Image = s_notebook, Cpus = 1, Controllers = [ControllerSpec.With(new ImageBacking(image), 512)] };
        Assert.That(Boots.RunOrderly(profile).Console, Is.EqualTo("boot 1, the first with 1 CPUs\n"));
        Assert.That(Boots.RunOrderly(profile with { Cpus = 2 }).Console, Is.EqualTo("boot 2, the first with 1 CPUs\n"));
        ToolRunner.RunOrThrow("fsck.fat", "-n", image);
        folder.Delete(recursive: true);
    }

    [Test]
    public void Hello_WithoutADisk_SaysNothingAndEnds()
    {
        MachineResult result = Boots.RunOrderly(new MachineProfile { Image = s_hello });
        Assert.That(result.Console, Is.Empty);
    }
}
