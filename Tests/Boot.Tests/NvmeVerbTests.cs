using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Boot.Tests;

/// <summary>The nvme command's verbs that change something, on QEMU's controllers.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class NvmeVerbTests
{
    private const int DiskBytes = 16 << 20;

    private static readonly ExpectedEvent s_status = new("pci_nvme_err_req_status", "commands that fail on purpose");
    private static readonly ExpectedEvent s_full = new("pci_nvme_err_zone_is_full", "an append to a full zone");

    private string _image = null!;

    [Test]
    public void Blocks_WrittenComparedCopiedAndCleared_AreWhatTheyShouldBe()
    {
        MachineResult result = Run(
            new NamespaceSpec { Properties = Properties(("mssrl", "64"), ("mcl", "256"), ("msrc", "31")) },
            [s_status],
            "echo hello > /x",
            "nvme write /dev/nvme0n1 -s 3 -c 0 -z 6 -d /x",
            "echo refused $?",
            "nvme write /dev/nvme0n1 -s 3 -c 0 -z 6 -d /x --force",
            "nvme compare /dev/nvme0n1 -s 3 -c 0 -z 6 -d /x; echo compare $?",
            "nvme read /dev/nvme0n1 -s 3 -c 0 -z 6",
            "nvme copy /dev/nvme0n1 -d 64 -s 3 -b 0 --force; echo copy $?",
            "nvme compare /dev/nvme0n1 -s 64 -c 0 -z 6 -d /x; echo copied $?",
            "nvme write-zeroes /dev/nvme0n1 -s 3 -c 0 --force",
            "nvme compare /dev/nvme0n1 -s 3 -c 0 -z 6 -d /x; echo cleared $?",
            "nvme dsm /dev/nvme0n1 -d -s 64 -b 1 --force",
            "nvme io-passthru /dev/nvme0n1 -o 2 -r -l 512 --cdw10=3",
            "nvme admin-passthru /dev/nvme0 -o 6 -r -l 64 --cdw10=1; echo short $?",
            "nvme admin-passthru /dev/nvme0 -o 6 -r -l 4096 --cdw10=1 -b > /id; nvme id-ctrl /dev/nvme0 -b > /id2; sha256sum /id /id2",
            "nvme write-uncor /dev/nvme0n1 -s 3 --force; nvme device-self-test /dev/nvme0 -s 1; nvme fw-commit /dev/nvme0 -s 1 -a 1 --force; nvme sanitize /dev/nvme0 -a 2 --force",
            "nvme top -o json");
        string text = result.Console;
        Assert.That(text, Does.Contain("this overwrites block 3. Nothing was done; say --force").And.Contain("refused 1"));
        Assert.That(text, Does.Contain("compare 0").And.Contain("\nhello\n").And.Contain("copy 0").And.Contain("copied 0").And.Contain("NVMe status: Compare Failure: ").And.Contain("cleared 1"));
        Assert.That(text, Does.Contain("NVME Write Zeroes Success").And.Contain("NVMe DSM: success").And.Contain("IO Command Read is Success and result: 0x00000000"));
        Assert.That(text, Does.Contain("the command transfers 4096 bytes, and there are 64 for it; nothing was sent").And.Contain("short 1"));
        Assert.That(text, Does.Match("([0-9a-f]{64})  /id\n\\1  /id2"));
        Assert.That(text, Does.Contain("does not support Write Uncorrectable (ONCS bit 1 is 0)").And.Contain("does not support Device Self-test (OACS bit 4 is 0)")
            .And.Contain("does not support firmware download and commit (OACS bit 2 is 0)").And.Contain("does not support sanitizing by BlockErase (SANICAP bit 1 is 0)"));
        Assert.That(text, Does.Contain("\"latency_ns\""));
    }

    [Test]
    public void Format_ToLargerBlocks_GivesADiskWithThese()
    {
        MachineResult result = Run(
            new NamespaceSpec(),
            [],
            "echo hello > /x",
            "nvme format /dev/nvme0n1 --block-size=4096 --force",
            "nvme list; nvme write /dev/nvme0n1 -s 4095 -c 0 -z 6 -d /x --force; sha256sum /dev/nvme0n1; hexdump -C -s 16773120 -n 6 /dev/nvme0n1",
            "nvme format /dev/nvme0n1 -l 1 --force; nvme list; lsblk; nvme format /dev/nvme0n1 -l 0 --force; lsblk");
        Assert.That(result.Console, Does.Match("/dev/nvme0n1 .* 4 KiB \\+  0 B").And.Match("(?m)^[0-9a-f]{64}  /dev/nvme0n1$").And.Contain("|hello.|"));
        Assert.That(result.Console, Does.Contain("There are no block devices").And.Match("(?s)no block devices.*nvme0n1 +16M disk"), "blocks with metadata are no disk; formatted back they are");
    }

    [Test]
    public void Namespace_AttachedAndDetached_ComesAndGoes()
    {
        MachineResult result = Run(
            new NamespaceSpec { IsDetached = true },
            [],
            "nvme list-ns /dev/nvme0; nvme list-ns /dev/nvme0 -a; lsblk",
            "nvme attach-ns /dev/nvme0 -n 1; lsblk; sha256sum /dev/disk/by-id/nvme-QEMU_NVMe_Ctrl_VERBS_1",
            "nvme list-ctrl /dev/nvme0; nvme list-ctrl /dev/nvme0 -n 1 -o json",
            "nvme detach-ns /dev/nvme0 -n 1; lsblk; ls /dev/disk/by-id; echo gone; nvme attach-ns /dev/nvme0 -n 1 -c 0",
            "lsblk");
        Assert.That(result.Console, Does.Contain("num of ctrls present: 1\n[   0]:0\n").And.Contain("\"num_ctrl\": 1,").And.Contain("\"ctrl_id\": 0"));
        Assert.That(result.Console, Does.Match("(?s)no block devices.*attach-ns: Success, nsid:1.*nvme0n1 +16M disk.*[0-9a-f]{64}  /dev/disk/by-id/nvme-QEMU_NVMe_Ctrl_VERBS_1\n.*detach-ns: Success.*no block devices[^\n]*\ngone\n.*attach-ns: Success.*nvme0n1 +16M disk"));
    }

    [Test]
    public void Zones_AppendedFinishedAndReset_ChangeTheirStates()
    {
        MachineResult result = Run(
            new NamespaceSpec { Properties = Properties(("zoned", "on"), ("zoned.zone_size", "1M")) },
            [s_status, s_full],
            "echo hello > /x",
            "nvme zns zone-append /dev/nvme0n1 -s 0x800 -z 512 -d /x; nvme zns zone-append /dev/nvme0n1 -s 0x800 -z 512 -d /x",
            "nvme read /dev/nvme0n1 -s 0x801 -c 0 -z 6",
            "nvme zns report-zones /dev/nvme0n1 -s 0x800 -d 1 -v",
            "nvme zns finish-zone /dev/nvme0n1 -s 0x800 --force; nvme zns report-zones /dev/nvme0n1 -S 5 -v",
            "nvme zns zone-append /dev/nvme0n1 -s 0x800 -z 512 -d /x; echo full $?",
            "nvme zns reset-zone /dev/nvme0n1 -s 0x800; nvme zns reset-zone /dev/nvme0n1 -a --force; nvme zns report-zones /dev/nvme0n1 -S 1");
        Assert.That(result.Console, Does.Contain("Success appended data to LBA 800\nSuccess appended data to LBA 801\n").And.Contain("hello\n"));
        Assert.That(result.Console, Does.Match("WP: 0x802 .*State: IMP_OPENED").And.Match("nr_zones: 1\nSLBA: 0x800 .*State: FULL").And.Contain("full 1"));
        Assert.That(result.Console, Does.Contain("empties the zone at block 2048; the data there is lost. Nothing was done").And.Contain("nr_zones: 16"));
    }

    [Test]
    public void Zones_WithDescriptors_TakeThemAndReportThem()
    {
        MachineResult result = Run(
            new NamespaceSpec { Properties = Properties(("zoned", "on"), ("zoned.zone_size", "1M"), ("zoned.descr_ext_size", "64")) },
            [],
            "echo hello > /x",
            "nvme zns list; nvme zns set-zone-desc /dev/nvme0n1 -s 0x800 -d /x",
            "nvme zns report-zones /dev/nvme0n1 -S 4 -d 1; nvme zns zone-mgmt-recv /dev/nvme0n1 -z 1 -s 0x800 -l 192",
            "nvme zns report-zones /dev/nvme0n1 -e -d 3 -v; nvme zns report-zones /dev/nvme0n1 -e -o json -d 2");
        Assert.That(result.Console, Does.Match("(?m)^/dev/nvme0n1 +VERBS ").And.Contain("set-zone-desc: Success, zone:800 nsid:1\n"));
        Assert.That(result.Console, Does.Contain("nr_zones: 1\nSLBA: 0x800 ").And.Contain("State: 0x40 Type: 0x2  Attrs: 0x80"));
        Assert.That(result.Console, Does.Match("SLBA: 0x800 .*State: CLOSED .*\nAttrs: Zone Descriptor Extension is Valid\nExtension Data:\n.*\n0000: 68 65 6c 6c 6f 0a ").And.Match("SLBA: 0x1000 .*State: EMPTY .*\nAttrs: Zone Descriptor Extension is Not Valid\n"));
        Assert.That(result.Console, Does.Match("\"ext_data\": \"Not valid\"\n.*\n.*\n.*\"slba\": 2048").And.Match("\"ext_data\": \\[\n +\"hello...........\","));
        Assert.That(result.Console, Does.Contain("zone-mgmt-recv: Success, action:1 zone:800 nsid:1").And.Contain("\"hello"));
    }

    [Test]
    public void Zones_WithRandomWriteAreas_OpenWithOneAndFlushIt()
    {
        MachineResult result = Run(
            new NamespaceSpec { Properties = Properties(("zoned", "on"), ("zoned.zone_size", "1M"), ("zoned.max_open", "4"), ("zoned.max_active", "4"), ("logical_block_size", "512"), ("zoned.numzrwa", "2"), ("zoned.zrwas", "64K"), ("zoned.zrwafg", "4K")) },
            [s_status],
            "echo hello > /x",
            "nvme zns open-zone /dev/nvme0n1 -s 0x800 --zrwaa; nvme write /dev/nvme0n1 -s 0x802 -c 0 -z 6 -d /x --force; nvme zns zrwa-flush-zone /dev/nvme0n1 -l 0x807; echo flush $?",
            "nvme zns report-zones /dev/nvme0n1 -s 0x800 -d 1; nvme read /dev/nvme0n1 -s 0x802 -c 0 -z 6",
            "nvme zns zone-mgmt-send /dev/nvme0n1 -z 3 -s 0x1000 -o; echo opened $?; nvme zns zrwa-flush-zone /dev/nvme0n1 -l 0x1800; echo closed $?; nvme zns changed-zone-list /dev/nvme0n1");
        Assert.That(result.Console, Does.Contain("zrwa-flush-zone: Success, lba:807 nsid:1\nflush 0").And.Match("SLBA: 0x800 +WP: 0x808 ").And.Contain("\nhello\n"));
        Assert.That(result.Console, Does.Contain("zone-mgmt-send: Success, action:3 zone:1000 all:0 nsid:1\nopened 0").And.Contain("NVMe status: Invalid Field in Command: ").And.Contain("closed 1").And.Contain("the changed zone list (OAES bit 27 is 0)"));
    }

    [SetUp]
    public void MakeImage()
    {
        _image = Path.Combine(Path.GetTempPath(), $"cosmos-verbs-{Guid.NewGuid():n}.img");
        using FileStream file = File.Create(_image);
        file.SetLength(DiskBytes);
    }

    [TearDown]
    public void RemoveImage() => File.Delete(_image);

    private MachineResult Run(NamespaceSpec space, ImmutableArray<ExpectedEvent> events, params string[] commands)
    {
        MachineResult result = Boots.Run(new MachineProfile
        {
            Controllers = [new ControllerSpec { Serial = "VERBS", Subsystem = space.IsDetached ? "sub" : null, Namespaces = [space with { Backing = new ImageBacking(_image) }] }],
            KernelArguments = "storage=rw",
            ExpectedEvents = events,
            Exec = string.Join("; ", commands),
        });
        Assert.That(result.Reason, Is.EqualTo(ExitReason.Orderly).Or.EqualTo(ExitReason.CommandFailed), result.ToString());
        return result;
    }

    private static ImmutableArray<KeyValuePair<string, string>> Properties(params (string Key, string Value)[] properties)
    {
        ImmutableArray<KeyValuePair<string, string>>.Builder builder = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        foreach ((string key, string value) in properties)
        {
            builder.Add(KeyValuePair.Create(key, value));
        }

        return builder.ToImmutable();
    }
}
