using System;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Boot.Tests;

/// <summary>Files of a FAT32 partition on an NVMe disk have the sums that the host computes, on machines of many shapes.</summary>
[Category("Files")]
internal sealed class FileTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(240);

    private FileDisk _disk = null!;
    private FileDisk _largeBlocks = null!;

    [OneTimeSetUp]
    public void MakeDisks()
    {
        _disk = new FileDisk(512);
        _largeBlocks = new FileDisk(4096);
    }

    [OneTimeTearDown]
    public void RemoveDisks()
    {
        _disk.Dispose();
        _largeBlocks.Dispose();
    }

    [TestCase(1, 1024)]
    [TestCase(2, 1024)]
    [TestCase(4, 1024)]
    [TestCase(8, 1024)]
    [TestCase(2, 256)]
    [TestCase(2, 8192)]
    public void Sums_CpusAndMemory_AreTheHosts(int cpus, int mebibytes) =>
        CheckSums(new MachineProfile { Cpus = cpus, MemoryMebibytes = mebibytes, Disks = [_disk.Disk] }, _disk);

    [TestCase(MachineType.Q35, 4096)]
    [TestCase(MachineType.Pc, 512)]
    [TestCase(MachineType.Pc, 4096)]
    public void Sums_BoardAndBlockSize_AreTheHosts(MachineType machine, int blockBytes)
    {
        FileDisk disk = blockBytes == 512 ? _disk : _largeBlocks;
        CheckSums(new MachineProfile { Machine = machine, Disks = [disk.Disk] }, disk);
    }

    [TestCase(MachineType.Q35, "pcie-root-port,id=above,chassis=1")]
    [TestCase(MachineType.Q35, "pcie-pci-bridge,id=above")]
    [TestCase(MachineType.Pc, "pci-bridge,id=above,chassis_nr=1")]
    public void Sums_BehindABridge_AreTheHosts(MachineType machine, string bridge)
    {
        string place = bridge.StartsWith("pcie-root-port", StringComparison.Ordinal) ? "bus=above" : "bus=above,addr=2";
        CheckSums(
            new MachineProfile
            {
                Machine = machine,
                QemuArguments =
                [
                    "-drive", $"if=none,id=behind,format=raw,file={_disk.Path.Replace(",", ",,", StringComparison.Ordinal)}",
                    "-device", bridge,
                    "-device", $"nvme,drive=behind,serial=behind,{place}",
                ],
            },
            _disk);
    }

    [Test]
    public void Sums_TwoControllers_AreTheHostsOnBoth()
    {
        string exec = "nvme list; " + Commands("/dev/nvme0n1p1", "/one", _disk) + "; " + Commands("/dev/nvme1n1p1", "/two", _largeBlocks);
        MachineResult result = Run(new MachineProfile { Disks = [_disk.Disk, _largeBlocks.Disk], Exec = exec });
        ExpectSums(result, "/one", _disk);
        ExpectSums(result, "/two", _largeBlocks);
        Assert.That(result.Console, Does.Contain("nvme0n1").And.Contain("nvme1n1"));
    }

    [Test]
    public void Commands_WithoutAController_SaySoAndSucceed()
    {
        MachineResult result = Run(new MachineProfile { Exec = "lspci; nvme list; lsblk" });
        Assert.That(result.Console, Does.Contain("There are no block devices: no disk was found.\n"));
    }

    [Test]
    public void Device_FirstBlocks_AreReadLikeAFile()
    {
        MachineResult result = Run(new MachineProfile { Disks = [_disk.Disk], Exec = "hexdump -C -s 512 -n 8 /dev/nvme0n1; hexdump -C -s 510 -n 2 /dev/nvme0n1p1" });
        Assert.That(result.Console, Does.Contain("|EFI PART|").And.Contain("000001fe  55 aa"));
    }

    private static void CheckSums(MachineProfile profile, FileDisk disk)
    {
        MachineResult result = Run(profile with { Exec = $"lspci; nvme list; lsblk; {Commands("/dev/nvme0n1p1", "/disk", disk)}" });
        Assert.That(result.Console, Does.Contain("Non-Volatile memory controller").And.Contain("/dev/nvme0n1 ").And.Contain("└─nvme0n1p1"));
        ExpectSums(result, "/disk", disk);
        foreach ((string name, long length, _) in disk.Files)
        {
            Assert.That(result.Console, Does.Match($"(?m)^-rwxr-xr-x 1 root root +{length} .* {System.Text.RegularExpressions.Regex.Escape(name)}$"));
        }
    }

    private static string Commands(string device, string directory, FileDisk disk)
    {
        IEnumerable<string> paths = disk.Files.Select(file => $"'{directory}/{file.Name}'");
        return $"mount {device} {directory}; ls -l {directory}; sha256sum {string.Join(' ', paths)}";
    }

    private static void ExpectSums(MachineResult result, string directory, FileDisk disk)
    {
        foreach ((string name, _, string sum) in disk.Files)
        {
            Assert.That(result.Console, Does.Contain($"{sum}  {directory}/{name}\n"));
        }
    }

    private static MachineResult Run(MachineProfile profile) => Boots.RunOrderly(profile with { TimeLimit = s_limit });
}
