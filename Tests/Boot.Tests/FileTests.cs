using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Boot.Tests;

/// <summary>Commands that look at disks, on a machine with one and on one without. What files hold is the matter of <see cref="MatrixTests"/>.</summary>
[Category("Files")]
internal sealed class FileTests
{
    private FileDisk _disk = null!;

    [OneTimeSetUp]
    public void MakeDisk() => _disk = new FileDisk(512);

    [OneTimeTearDown]
    public void RemoveDisk() => _disk.Dispose();

    [Test]
    public void Commands_WithoutAController_SaySoAndSucceed()
    {
        MachineResult result = Boots.RunOrderly(new MachineProfile { Exec = "lspci; nvme list; lsblk" });
        Assert.That(result.Console, Does.Contain("There are no block devices: no disk was found.\n"));
    }

    [Test]
    public void Device_FirstBlocks_AreReadLikeAFile()
    {
        MachineResult result = Boots.RunOrderly(new MachineProfile { Controllers = [_disk.Controller], Exec = "hexdump -C -s 512 -n 8 /dev/nvme0n1; hexdump -C -s 510 -n 2 /dev/nvme0n1p1" });
        Assert.That(result.Console, Does.Contain("|EFI PART|").And.Contain("000001fe  55 aa"));
    }
}
