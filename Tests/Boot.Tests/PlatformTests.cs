using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Boot.Tests;

/// <summary>What a machine puts between the CPU, the device and memory.</summary>
[Category("Pci")]
internal sealed class PlatformTests
{
    private const int DiskBytes = 4 << 20;

    private DirectoryInfo _folder = null!;
    private string _disk = null!;
    private string _sum = null!;

    [OneTimeSetUp]
    public void MakeDisk()
    {
        byte[] content = new byte[DiskBytes];
        new Random(1).NextBytes(content);
        _sum = Convert.ToHexStringLower(SHA256.HashData(content));
        _folder = Directory.CreateTempSubdirectory("cosmos-platform-");
        _disk = Path.Combine(_folder.FullName, "disk.img");
        File.WriteAllBytes(_disk, content);
    }

    [OneTimeTearDown]
    public void RemoveDisk() => _folder.Delete(recursive: true);

    // Firmware leaves remapping off, and so does the kernel: addresses that devices use are those of memory.
    [Category("Pitfall")]
    [Property("Pitfall", 45)]
    [TestCase("intel-iommu")]
    [TestCase("intel-iommu,intremap=on", Category = "Long")]
    [TestCase("amd-iommu", Category = "Long")]
    public void Nvme_BehindAnIommuThatIsOff_Works(string iommu)
    {
        MachineResult result = Boots.RunOrderly(new MachineProfile
        {
            Cpus = 2,
            Exec = "sha256sum /dev/nvme0n1",
            QemuArguments = ["-device", iommu, .. Controller()],
        });
        Assert.That(result.Console, Does.Contain($"{_sum}  /dev/nvme0n1\n"));
    }

    private IEnumerable<string> Controller() =>
        ["-drive", $"if=none,id=platform,format=raw,file={_disk}", "-device", "nvme,drive=platform,serial=platform"];
}
