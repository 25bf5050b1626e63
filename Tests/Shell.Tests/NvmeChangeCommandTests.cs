using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme;
using CosmosNvme.Nvme.Simulator;
using NUnit.Framework;

namespace CosmosNvme.Shell.Tests;

/// <summary>nvme's verbs that change something, and those that tell what came of it, for what QEMU's controller does not have.</summary>
internal sealed class NvmeChangeCommandTests
{
    private SimulatedController _device = null!;
    private NvmeController _controller = null!;

    [Test]
    public void Namespace_MadeAttachedAndDeleted_IsThereAndGone()
    {
        Assert.That(Run("create-ns /dev/nvme0 -s 64 -c 64"), Is.EqualTo("create-ns: Success, created nsid:2\n"));
        Assert.That(Run("list-ns /dev/nvme0 -a"), Is.EqualTo("[   0]:0x1\n[   1]:0x2\n"));
        Assert.That(Run("attach-ns /dev/nvme0 -n 2"), Is.EqualTo("attach-ns: Success, nsid:2\n"));
        Assert.That(Run("list-ctrl /dev/nvme0 -n 2"), Is.EqualTo("num of ctrls present: 1\n[   0]:0x1\n"));
        Assert.That(_controller.Namespaces.Select(disk => disk.Id), Is.EqualTo(new[] { 1u, 2u }));
        Assert.That(Run("delete-ns /dev/nvme0 -n 2"), Does.Contain("deletes namespace 2; all its data is lost. Nothing was done"));
        Assert.That(Run("delete-ns /dev/nvme0 -n 2 --force"), Is.EqualTo("delete-ns: Success, deleted nsid:2\n"));
        Assert.That(_controller.Namespaces.Select(disk => disk.Id), Is.EqualTo(new[] { 1u }));
    }

    [TestCase("-S 1M -C 1M", 1953)]
    [TestCase("-S 1.5K -C 1.5K", 2)]
    [TestCase("-b 512 -S 65536 -C 65536 -l 7", 128)]
    public void CreateNs_WithSizesInDecimalUnits_CountsBlocks(string options, int blocks)
    {
        Run("create-ns /dev/nvme0 " + options);
        Assert.That(_device.Namespaces.Single(disk => disk.Id == 2).Blocks, Is.EqualTo((ulong)blocks));
    }

    [TestCase("-S 1X -C 1", "'1X' is not a size")]
    [TestCase("-S 99999999999999T -C 1", "'99999999999999T' is not a size")]
    public void CreateNs_WithASizeThatIsNone_SaysSo(string options, string text) => Assert.That(Run("create-ns /dev/nvme0 " + options), Does.Contain(text));

    [Test]
    public void ListCtrl_AsJson_HasTheKeysOfNvmeCli()
    {
        using JsonDocument json = JsonDocument.Parse(Run("list-ctrl /dev/nvme0 -o json"));
        Assert.That(json.RootElement.GetProperty("num_ctrl").GetInt32(), Is.EqualTo(1));
        Assert.That(json.RootElement.GetProperty("ctrl_list")[0].GetProperty("ctrl_id").GetInt32(), Is.EqualTo(1));
    }

    // Lists of controllers are optional without namespace management, and no bit says whether they are there.
    [Test]
    public void ListCtrl_WithoutNamespaceManagement_AsksTheController()
    {
        _device.OptionalAdminCommands = 0;
        Assert.That(Run("list-ctrl /dev/nvme0"), Is.EqualTo("num of ctrls present: 1\n[   0]:0x1\n"));
    }

    [Test]
    public void ListCtrl_OfAControllerOlderThan1Point2_IsNotSent()
    {
        _device.Version = 0x0001_0100;
        Assert.That(Run("list-ctrl /dev/nvme0"), Does.Contain("lists of controllers came with NVMe 1.2; the controller is older"));
        Assert.That(_device.Commands.Any(command => command.IsAdmin && command.Opcode == 6 && (byte)command.Dword10 == 0x13), Is.False);
    }

    [Test]
    public void WriteUncor_Block_CannotBeReadAfterwards()
    {
        Assert.That(Run("write-uncor /dev/nvme0n1 -s 5 --force"), Is.EqualTo("NVME Write Uncorrectable Success\n"));
        Assert.That(Run("read /dev/nvme0n1 -s 5 -d /dev/null"), Does.Contain("NVMe status: Unrecovered Read Error: "));
    }

    [Test]
    public void Firmware_DownloadedAndCommitted_IsInItsSlot()
    {
        string path = Path.Combine(Path.GetTempPath(), $"cosmos-firmware-{Guid.NewGuid():n}");
        try
        {
            File.WriteAllBytes(path, [.. "FW-3.0  "u8, .. new byte[8184]]);
            Assert.That(Run($"fw-download /dev/nvme0 -f {path} -p"), Is.EqualTo("Firmware download: 4096 of 8192 bytes\nFirmware download: 8192 of 8192 bytes\nFirmware download success\n"));
            Assert.That(Run("fw-commit /dev/nvme0 -s 1 -a 1"), Does.Contain("replaces the firmware in slot 1. Nothing was done"));
            Assert.That(Run("fw-commit /dev/nvme0 -s 1 -a 1 --force"), Does.StartWith("Success committing firmware action:1 slot:1\n"));
            Assert.That(Run("fw-log /dev/nvme0"), Does.Contain("(FW-3.0..)"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void FwDownload_WhosePiecesOverlap_GoesOnIfOneWantsThat()
    {
        string path = Path.Combine(Path.GetTempPath(), $"cosmos-firmware-{Guid.NewGuid():n}");
        try
        {
            File.WriteAllBytes(path, new byte[8192]);
            _device.OnCompletion = (command, completion) => completion.Status = command is { IsAdmin: true, Opcode: 0x11 } ? (ushort)0x114 : completion.Status;
            Assert.That(Run($"fw-download /dev/nvme0 -f {path}"), Does.Contain("NVMe status: Overlapping Range: "));
            Assert.That(Run($"fw-download /dev/nvme0 -f {path} --ignore-ovr"), Is.EqualTo("Firmware download success\n"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void DeviceSelfTest_ThatFails_IsInItsLog()
    {
        Assert.That(Run("device-self-test /dev/nvme0 -s 1"), Is.EqualTo("Short Device self-test started\n"));
        Assert.That(Run("self-test-log /dev/nvme0"), Does.StartWith("Device Self Test Log for NVME device:nvme0\nCurrent operation  : 0x1\nCurrent Completion : 50%\n"));
        _device.Maintenance.Finish(result: 7);
        string text = Run("self-test-log /dev/nvme0");
        Assert.That(text, Does.Contain("Self Test Result[0]:\n  Operation Result             : 0x7 completed, segments failed\n").And.Contain("  Segment Number               : 0").And.Not.Contain("Result[1]"));
        using JsonDocument json = JsonDocument.Parse(Run("self-test-log /dev/nvme0 -o json"));
        Assert.That(json.RootElement.GetProperty("List of Valid Reports")[0].GetProperty("Self test result").GetInt32(), Is.EqualTo(7));
    }

    [Test]
    public void Sanitize_OnceItHasBegun_IsInItsLog()
    {
        Assert.That(Run("sanitize /dev/nvme0 -a start-block-erase"), Does.Contain("destroys all data of the whole NVM subsystem").And.Contain("Nothing was done"));
        Assert.That(Run("sanitize /dev/nvme0 -a start-block-erase --force"), Does.StartWith("sanitize: started"));
        Assert.That(Run("sanitize-log /dev/nvme0 -H"), Does.Contain("Sanitize Status                        (SSTAT) : 0x2\n").And.Contain("Sanitize in progress"));
        using JsonDocument json = JsonDocument.Parse(Run("sanitize-log /dev/nvme0 -o json -r"));
        JsonElement about = json.RootElement.GetProperty("nvme0");
        Assert.That(about.GetProperty("sprog").GetInt32(), Is.EqualTo(0x8000));
        Assert.That(about.GetProperty("sstat").GetProperty("status").GetString(), Is.EqualTo("(2) Sanitize in Progress."));
        Assert.That(_device.Commands.Last().Dword10 & (1 << 15), Is.Not.Zero, "--rae");
    }

    [TestCase("subsystem-reset /dev/nvme0", "subsystem")]
    [TestCase("zns offline-zone /dev/nvme0n1 --force", "zone")]
    [TestCase("zns zone-mgmt-send /dev/nvme0n1 -z 2 --force", "zone")]
    [TestCase("zns zrwa-flush-zone /dev/nvme0n1 -l 7", "zone")]
    [TestCase("zns changed-zone-list /dev/nvme0n1", "the changed zone list (OAES bit 27 is 0)")]
    public void Verb_ForWhatTheControllerLacks_SaysSo(string command, string text)
    {
        Run("list");
        int before = _device.Commands.Count;
        string output = Run(command);
        Assert.That(output, Does.Contain(text).And.Match("does not|no zoned|not zoned|knows no|has no"));
        Assert.That(_device.Commands.Skip(before).Where(sent => sent.IsIo), Is.Empty);
    }

    [Test]
    public void ChangedZoneList_WithMoreThanItHolds_SaysSo()
    {
        _device.ChangeIdentify = data => data[95] = 1 << 3;
        byte[] page = _device.Logs.OtherPages[0xbf] = new byte[4096];
        (page[0], page[8], page[17]) = (2, 8, 1);
        Assert.That(Run("zns changed-zone-list /dev/nvme0n1"), Is.EqualTo("NVMe Changed Zone List:\nnrzid:  2\nzid 000: 8\nzid 001: 256\n"));
        (page[0], page[1]) = (0xff, 0xff);
        Assert.That(Run("zns changed-zone-list /dev/nvme0n1"), Is.EqualTo("NVMe Changed Zone List:\nMore zones have changed than the list has room for; 'nvme zns report-zones' shows them all\n"));
    }

    [Test]
    public void NsRescan_AfterANamespaceCame_HasIt()
    {
        Run("list");
        _device.Namespaces.Add(new SimulatedNamespace(7, 64));
        Run("ns-rescan /dev/nvme0");
        Assert.That(() => _controller.Namespaces.Select(disk => disk.Id), Is.EqualTo(new[] { 1u, 7u }).After(10).Seconds.PollEvery(10).MilliSeconds);
    }

    [SetUp]
    public void MakeDevice()
    {
        _device = new SimulatedController { OptionalAdminCommands = 0b1_1110, SanitizeCapabilities = 0b010, LogPageAttributes = 1 << 2 };
        _device.Namespaces.Add(new SimulatedNamespace(1, 64));
        _controller = null!;
    }

    private string Run(string command)
    {
        NvmeHardware hardware = new() { Registers = _device.Registers, Dma = _device.Dma, Clock = _device.Clock, Cpu = new RuntimeCpuNumber(), NewEvent = static () => new RuntimeThreadEvent(), Log = new MemoryLog() };
        _controller ??= NvmeController.Attach(0, hardware, new NvmeOptions { QueueDepth = 8 });
        FakeTerminal terminal = new();
        new ShellSession(terminal, new FakeMachine(), new FakeLog(), new ShellServices { Nvme = [_controller] }).RunScript("nvme " + command);
        return terminal.Output;
    }
}
