using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Boot.Tests;

/// <summary>What a machine puts between the CPU, the device and memory.</summary>
[Category("Pci")]
internal sealed partial class PlatformTests
{
    private const string Prompt = "cosmos> ";
    private const int DiskBytes = 4 << 20;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

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
    [TestCase("intel-iommu,intremap=on")]
    [TestCase("amd-iommu")]
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

    // In QEMU's list of the page tables, C is "cache disable" and T "write through": together they are strongly uncached.
    [Category("Pitfall")]
    [Property("Pitfall", 48)]
    [Test]
    public async Task Registers_OfTheController_AreMappedUncached()
    {
        await using Machine machine = Machine.Start(new MachineProfile { TimeLimit = Boots.Limit, QemuArguments = [.. Controller()] });
        await machine.ExpectAsync(Prompt, s_patience);
        string devices = await machine.MonitorAsync("info pci");
        Match bar = NvmeBar().Match(devices);
        Assert.That(bar.Success, devices);
        ulong first = Hexadecimal(bar.Groups[1]);
        ulong last = Hexadecimal(bar.Groups[2]);

        string tables = await machine.MonitorAsync("info tlb");
        string[] mapped = Mapping().Matches(tables)
            .Where(line => Hexadecimal(line.Groups[1]) >= first && Hexadecimal(line.Groups[1]) <= last)
            .Select(line => line.Groups[2].Value)
            .ToArray();
        Assert.That(mapped, Has.Length.GreaterThanOrEqualTo(2), "the registers and the doorbells");
        Assert.That(mapped, Is.All.Contains("C").And.All.Contains("T"));
        Assert.That(mapped, Is.All.Matches<string>(flags => !flags.Contains('P', StringComparison.Ordinal)), "no large page that takes neighbours along");
    }

    private static ulong Hexadecimal(Group group) => ulong.Parse(group.Value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private IEnumerable<string> Controller() =>
        ["-drive", $"if=none,id=platform,format=raw,file={_disk}", "-device", "nvme,drive=platform,serial=platform"];

    // BAR 0 of the function 1b36:0010.
    [GeneratedRegex(@"PCI device 1b36:0010[\s\S]*?BAR0: 64 bit memory at 0x([0-9a-f]+) \[0x([0-9a-f]+)\]")]
    private static partial Regex NvmeBar();

    // virtual: physical flags
    [GeneratedRegex(@"^[0-9a-f]{16}: ([0-9a-f]{16}) ([A-Z-]+)", RegexOptions.Multiline)]
    private static partial Regex Mapping();
}
