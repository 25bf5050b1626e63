using System.Linq;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Cosmos.Tests;

internal sealed class PackagesTests
{
    [TestCase(BootPath.Direct, false, false)]
    [TestCase(BootPath.Bios, true, false)]
    [TestCase(BootPath.Uefi, true, true)]
    public void ForRun_BootPath_AsksForNoMoreThanItNeeds(BootPath boot, bool grub, bool firmware)
    {
        string[] names = [.. Packages.ForRun(new RunRequest(new MachineProfile { Boot = boot }, Build: false, UseDemonstrationDisk: false)).Select(package => package.Name)];
        Assert.That(names, Does.Contain("qemu-system-x86"));
        Assert.That(names.Contains("grub-pc-bin"), Is.EqualTo(grub));
        Assert.That(names.Contains("ovmf"), Is.EqualTo(firmware));
        Assert.That(names, Has.None.EqualTo("gcc"));
    }

    [Test]
    public void IsInstalled_ProbeOnPathOrFile_IsFound()
    {
        Assert.That(new Package("coreutils", "", ["ls", "/bin/sh"]).IsInstalled, Is.True);
        Assert.That(new Package("none", "", ["ls", "no-such-program-anywhere"]).IsInstalled, Is.False);
        Assert.That(new Package("none", "", ["/no/such/file"]).IsInstalled, Is.False);
    }

    [Test]
    public void InstallCommand_Packages_IsWhatToType() =>
        Assert.That(Packages.InstallCommand([new Package("a", "", []), new Package("b", "", [])]), Is.EqualTo("apt-get install -y --no-install-recommends a b"));
}
