using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.Lab.Tests;

internal sealed class QemuDevicesTests
{
    private static readonly Backing s_zeroes = new NullBacking(4096);

    [Test]
    public void Build_OnePlainNamespace_IsPartOfItsController() => Assert.That(
        Build(new MachineProfile { Controllers = [ControllerSpec.With(s_zeroes)] }),
        Is.EqualTo(new[] { "-blockdev driver=null-co,node-name=nvme0-disk0,size=4096,read-zeroes=on", "-device nvme,id=nvme0,serial=cosmos0,drive=nvme0-disk0" }));

    [Test]
    public void Build_ZeroesThatTakeTheirTime_HaveALatency() => Assert.That(
        Build(new MachineProfile { Controllers = [ControllerSpec.With(new NullBacking(4096) { Latency = TimeSpan.FromMilliseconds(1.5) })] })[0],
        Does.EndWith(",read-zeroes=on,latency-ns=1500000"));

    [Test]
    public void Build_EveryPropertyOfAController_GoesToTheDevice()
    {
        ControllerSpec controller = ControllerSpec.With(s_zeroes, 4096) with
        {
            Serial = "a,b",
            IoQueuePairs = 1,
            MsiXVectors = 2,
            TransferLimit = 0,
            Slot = 12,
            Properties = [new("ioeventfd", "on")],
        };
        Assert.That(
            Devices(new MachineProfile { Controllers = [controller] }),
            Is.EqualTo(new[] { "nvme,id=nvme0,serial=a,,b,max_ioqpairs=1,msix_qsize=2,mdts=0,ioeventfd=on,addr=c,drive=nvme0-disk0,logical_block_size=4096,physical_block_size=4096" }));
    }

    [Test]
    public void Build_SeveralNamespaces_AreDevicesOfTheirOwn()
    {
        ControllerSpec controller = new()
        {
            Namespaces =
            [
                new() { Backing = s_zeroes },
                new() { Backing = s_zeroes, BlockBytes = 4096, MetadataBytes = 16, HasExtendedBlocks = true, ProtectionType = 1, Id = 7 },
                new() { Backing = s_zeroes, IsDetached = true, IsPrivate = true },
            ],
        };
        Assert.That(Devices(new MachineProfile { Controllers = [controller] }), Is.EqualTo(new[]
        {
            "nvme,id=nvme0,serial=cosmos0",
            "nvme-ns,id=nvme0n0,bus=nvme0,drive=nvme0-disk0",
            "nvme-ns,id=nvme0n1,bus=nvme0,drive=nvme0-disk1,logical_block_size=4096,physical_block_size=4096,ms=16,mset=1,pi=1,nsid=7",
            "nvme-ns,id=nvme0n2,bus=nvme0,drive=nvme0-disk2,detached=on,shared=off",
        }));
    }

    [Test]
    public void Build_Subsystem_IsMadeOnceForItsControllers()
    {
        MachineProfile profile = new() { Controllers = [new() { Subsystem = "both", Namespaces = [] }, ControllerSpec.With(s_zeroes) with { Subsystem = "both" }] };
        Assert.That(Devices(profile), Is.EqualTo(new[]
        {
            "nvme-subsys,id=both",
            "nvme,id=nvme0,serial=both,subsys=both",
            "nvme,id=nvme1,serial=both,subsys=both",
            "nvme-ns,id=nvme1n0,bus=nvme1,drive=nvme1-disk0",
        }));
    }

    [Test]
    public void Build_Bridges_AreNumberedAndStandAboveTheirDevices()
    {
        MachineProfile profile = new()
        {
            Bridges = [new("port", BridgeKind.RootPort) { Slot = 4 }, new("up", BridgeKind.SwitchUpstream) { Behind = "port" }, new("down", BridgeKind.SwitchDownstream) { Behind = "up" }],
            Controllers = [ControllerSpec.With(s_zeroes) with { Behind = "down" }],
        };
        Assert.That(Build(profile)[0], Is.EqualTo("-global ICH9-LPC.acpi-pci-hotplug-with-bridge-support=off"));
        Assert.That(Devices(profile), Is.EqualTo(new[]
        {
            "pcie-root-port,id=bus-port,chassis=1,slot=1,bus=pcie.0,addr=4",
            "x3130-upstream,id=bus-up,bus=bus-port",
            "xio3130-downstream,id=bus-down,chassis=3,slot=3,bus=bus-up",
            "nvme,id=nvme0,serial=cosmos0,bus=bus-down,drive=nvme0-disk0",
        }));
    }

    [TestCase(BridgeKind.Pci)]
    [TestCase(BridgeKind.ExpressToPci)]
    public void Build_ConventionalBus_LeavesSlotZeroToTheBridge(BridgeKind kind)
    {
        ControllerSpec behind = ControllerSpec.With(s_zeroes) with { Behind = "bridge" };
        string[] devices = Devices(new MachineProfile { Bridges = [new("bridge", kind)], Controllers = [behind, behind] });
        Assert.That(devices[1], Does.Contain(",bus=bus-bridge,addr=1,"));
        Assert.That(devices[2], Does.Contain(",bus=bus-bridge,addr=2,"));
    }

    [Test]
    public void Build_ControllersAfterDisks_CountOn()
    {
        string[] devices = Devices(new MachineProfile { Disks = [DiskSpec.Parse("a.img")], Controllers = [ControllerSpec.With(s_zeroes)] });
        Assert.That(devices, Is.EqualTo(new[] { "nvme,drive=disk0,serial=cosmos0", "nvme,id=nvme1,serial=cosmos1,drive=nvme1-disk0" }));
    }

    [Test]
    public void Build_KeptImage_IsASnapshot() => Assert.That(
        Build(new MachineProfile { Controllers = [ControllerSpec.With(new ImageBacking("/a,b") { KeepsImage = true })] })[0],
        Is.EqualTo("-drive if=none,id=nvme0-disk0,format=raw,discard=unmap,file=/a,,b,snapshot=on"));

    [Test]
    public void Build_BlockDriver_GetsItsNodeName() => Assert.That(
        Build(new MachineProfile { Controllers = [ControllerSpec.With(new BlockDriverBacking("driver=null-aio,size=1M"))] })[0],
        Is.EqualTo("-blockdev driver=null-aio,size=1M,node-name=nvme0-disk0"));

    [Test]
    public void Build_ProfileThatContradictsItself_IsRefused()
    {
        Assert.That(() => Build(new MachineProfile { Controllers = [new()] }), Throws.ArgumentException.With.Message.Contains("no content"));
        Assert.That(() => Build(new MachineProfile { Controllers = [ControllerSpec.With(s_zeroes) with { Behind = "nothing" }] }), Throws.ArgumentException.With.Message.Contains("no bridge 'nothing'"));
        Assert.That(() => Build(new MachineProfile { Bridges = [new("twice", BridgeKind.Pci), new("twice", BridgeKind.Pci)] }), Throws.ArgumentException.With.Message.Contains("twice"));
        Assert.That(() => Build(new MachineProfile { Controllers = [ControllerSpec.With(new BlockDriverBacking("node-name=own"))] }), Throws.ArgumentException);
    }

    [Test]
    public void Build_Iommu_StandsBeforeTheDevices()
    {
        MachineProfile profile = new() { HasIommu = true, Controllers = [ControllerSpec.With(s_zeroes)] };
        List<string> arguments = [.. QemuArguments.Build(profile, new MachineFiles("/tmp/machine"), terminal: false)];
        Assert.That(arguments.IndexOf("intel-iommu"), Is.InRange(0, arguments.FindIndex(text => text.StartsWith("nvme,", StringComparison.Ordinal))));
    }

    private static string[] Build(MachineProfile profile) => [.. QemuDevices.Build(profile).Chunk(2).Select(pair => string.Join(' ', pair))];

    private static string[] Devices(MachineProfile profile) =>
        [.. Build(profile).Where(pair => pair.StartsWith("-device ", StringComparison.Ordinal)).Select(pair => pair["-device ".Length..])];
}
