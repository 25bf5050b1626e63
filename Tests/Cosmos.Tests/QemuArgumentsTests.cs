using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Cosmos.Tests;

internal sealed class QemuArgumentsTests
{
    private static readonly MachineFiles s_files = new("/tmp/machine") { GrubImage = "/tmp/grub,1.iso" };

    [Test]
    public void Build_TestNonce_AddsASecondSerialPortAndHandsTheNonceIn()
    {
        string[] arguments = [.. Build(new MachineProfile { TestNonce = "c0ffee" })];
        Assert.That(arguments.Where((_, index) => index > 0 && arguments[index - 1] == "-serial"), Is.EqualTo(new[] { "chardev:console", "chardev:tests" }));
        Assert.That(arguments, Has.One.EqualTo("socket,id=tests,path=/tmp/machine/tests").And.One.EqualTo("name=opt/cosmos/test-nonce,string=c0ffee"));
        Assert.That(Build(new MachineProfile()), Has.None.Contains("test"));
    }

    [TestCase(BootPath.Direct, null, false, "serial")]
    [TestCase(BootPath.Direct, "text", true, "both")]
    [TestCase(BootPath.Bios, null, false, "serial")]
    [TestCase(BootPath.Bios, "1024x768x32", true, "both")]
    [TestCase(BootPath.Uefi, null, true, "serial")]
    public void Build_VideoMode_AddsAScreenForTheConsole(BootPath boot, string? mode, bool hasScreen, string console)
    {
        MachineProfile profile = new() { Boot = boot, VideoMode = mode };
        Assert.That(Build(profile).Contains("VGA"), Is.EqualTo(hasScreen));
        Assert.That(profile.KernelCommandLine, Does.Contain($"console={console} "));
    }

    [TestCase(BootMedium.IsoDisc, "ide-cd,drive=cd,bootindex=0")]
    [TestCase(BootMedium.IsoUsbStick, "usb-storage,bus=usb.0,drive=stick,bootindex=0")]
    public void Build_Iso_LeavesTheCommandLineToItsMenu(BootMedium medium, string device)
    {
        MachineProfile profile = new() { Boot = BootPath.Bios, Medium = medium };
        Assert.That(Build(profile), Has.One.EqualTo(device));
        Assert.That(profile.KernelCommandLine, Is.EqualTo("exit-port=0xf4"));
    }

    [TestCase(1, "1,maxcpus=2")]
    [TestCase(2, "2")]
    [TestCase(16, "16")]
    public void Build_Cpus_KeepsBarriersOnOneCpu(int cpus, string expected) => Assert.That(Value(new MachineProfile { Cpus = cpus }, "-smp"), Is.EqualTo(expected));

    [Test]
    public void Build_SmallMemory_IsPlain()
    {
        MachineProfile profile = new() { MemoryMebibytes = 128 };
        Assert.That(Value(profile, "-m"), Is.EqualTo("128M"));
        Assert.That(Value(profile, "-machine"), Is.EqualTo("q35"));
        Assert.That(Build(profile), Has.None.EqualTo("-object"));
    }

    [Test]
    public void Build_HugeMemory_IsNotReservedOnTheHost()
    {
        MachineProfile profile = new() { MemoryMebibytes = 65536, Machine = MachineType.Pc };
        Assert.That(Value(profile, "-object"), Is.EqualTo("memory-backend-ram,id=ram,size=65536M,reserve=off"));
        Assert.That(Value(profile, "-machine"), Is.EqualTo("pc,memory-backend=ram"));
    }

    [Test]
    public void Build_Tcg_IsMultiThreadedWithTheFullestCpu()
    {
        Assert.That(Value(new MachineProfile(), "-accel"), Is.EqualTo("tcg,thread=multi"));
        Assert.That(Value(new MachineProfile(), "-cpu"), Is.EqualTo("max"));
        Assert.That(Value(new MachineProfile { CpuModel = "Nehalem" }, "-cpu"), Is.EqualTo("Nehalem"));
    }

    [Test]
    public void Build_Kvm_TakesTheHostsCpu()
    {
        MachineProfile profile = new() { Acceleration = Acceleration.Kvm };
        Assert.That(Value(profile, "-accel"), Is.EqualTo("kvm"));
        Assert.That(Value(profile, "-cpu"), Is.EqualTo("host"));
    }

    [Test]
    public void Build_DirectBoot_GivesKernelAndCommandLineToQemu()
    {
        MachineProfile profile = new() { Image = "/k.elf", LogLevel = "error", KernelArguments = "cpus=1" };
        Assert.That(Value(profile, "-kernel"), Is.EqualTo("/k.elf"));
        Assert.That(Value(profile, "-append"), Is.EqualTo("exit-port=0xf4 console=serial storage=rw loglevel=error cpus=1"));
        Assert.That(Build(profile), Has.None.Contains("opt/cosmos/cmdline"));
    }

    [TestCase(BootPath.Bios, false)]
    [TestCase(BootPath.Uefi, true)]
    public void Build_BootThroughGrub_GivesCommandLineByFirmwareConfiguration(BootPath boot, bool firmware)
    {
        IReadOnlyList<string> arguments = Build(new MachineProfile { Boot = boot });
        Assert.That(arguments, Has.None.EqualTo("-kernel"));
        Assert.That(arguments, Has.Some.EqualTo("name=opt/cosmos/cmdline,file=/tmp/machine/cmdline"));
        Assert.That(arguments, Has.Some.Contains("file=/tmp/grub,,1.iso"));
        Assert.That(arguments.Contains("-bios"), Is.EqualTo(firmware));
    }

    [Test]
    public void Build_Exec_IsAFileAndOnlyThen()
    {
        Assert.That(Build(new MachineProfile { Exec = "" }), Has.Some.EqualTo("name=opt/cosmos/exec,file=/tmp/machine/exec"));
        Assert.That(Build(new MachineProfile()), Has.None.Contains("opt/cosmos/exec"));
    }

    [Test]
    public void Build_Disks_GiveEachItsPropertiesAndASerial()
    {
        IReadOnlyList<string> arguments = Build(new MachineProfile { Disks = [DiskSpec.Parse("/a,,b.img,max_ioqpairs=4"), DiskSpec.Parse("c.img,serial=own,,er")] });
        Assert.That(arguments, Has.Some.EqualTo("if=none,id=disk0,format=raw,discard=unmap,file=/a,,b.img"));
        Assert.That(arguments, Has.Some.EqualTo("nvme,drive=disk0,serial=cosmos0,max_ioqpairs=4"));
        Assert.That(arguments, Has.Some.EqualTo("nvme,drive=disk1,serial=own,,er"));
    }

    [Test]
    public void Build_Qcow2Disk_IsRecognisedByItsMagic()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder["d"], [(byte)'Q', (byte)'F', (byte)'I', 0xfb, 0, 0, 0, 3]);
        Assert.That(Build(new MachineProfile { Disks = [DiskSpec.Parse(folder["d"])] }), Has.Some.Contains("format=qcow2"));
    }

    [TestCase(true, "stdio,id=console,signal=off,mux=on")]
    [TestCase(false, "stdio,id=console,signal=off,mux=off")]
    public void Build_Terminal_DecidesOnTheEscapeKey(bool terminal, string expected) =>
        Assert.That(QemuArguments.Build(new MachineProfile(), s_files, terminal), Has.Some.EqualTo(expected));

    [Test]
    public void Build_Debugger_StartsHalted() => Assert.That(Build(new MachineProfile { WaitForDebugger = true }), Is.SupersetOf(new[] { "-gdb", "tcp:127.0.0.1:1234", "-S" }));

    [Test]
    public void Build_OwnArguments_ComeLast() => Assert.That(Build(new MachineProfile { QemuArguments = ["-device", "edu"] }).TakeLast(2), Is.EqualTo(new[] { "-device", "edu" }));

    private static IReadOnlyList<string> Build(MachineProfile profile) => QemuArguments.Build(profile, s_files, terminal: false);

    private static string Value(MachineProfile profile, string option)
    {
        List<string> arguments = [.. Build(profile)];
        return arguments[arguments.IndexOf(option) + 1];
    }
}
