using System.IO;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Boot.Tests;

/// <summary>The kernel that the README shows does what it says there.</summary>
[Category("Machine")]
internal sealed class SampleTests
{
    private static readonly string s_hello = Path.Combine(RepositoryPaths.Artifacts, "kernel", "Hello", "CosmosNvme.Hello.elf");

    [Test]
    public void Hello_WithADisk_NamesTheControllerAndReadsABlock()
    {
        using FileDisk disk = new(512);
        MachineResult result = Boots.RunOrderly(new MachineProfile { Image = s_hello, Controllers = [disk.Controller] });
        Assert.That(result.Console, Is.EqualTo("nvme0: QEMU NVMe Ctrl\nnvme0n1: block 0 ends with 55AA\n"));
    }

    [Test]
    public void Hello_WithoutADisk_SaysNothingAndEnds()
    {
        MachineResult result = Boots.RunOrderly(new MachineProfile { Image = s_hello });
        Assert.That(result.Console, Is.Empty);
    }
}
