using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme;
using CosmosNvme.Nvme.Simulator;
using NUnit.Framework;

namespace CosmosNvme.Shell.Tests;

/// <summary>What nvme's verbs for log pages print, on a simulated controller that has them all.</summary>
internal sealed class NvmeLogCommandTests
{
    private SimulatedController _device = null!;
    private FakeTerminal _terminal = null!;

    [TestCase("supported-log-pages", "LID 0x80 (Reservation Notification), supports 0x1\nLID 0xc0 (Vendor Specific), supports 0x3\n")]
    [TestCase("supported-log-pages -v", "LID 0xc0 (Vendor Specific), supports 0x3\n  Index Offset (IOS) is supported\n")]
    [TestCase("fid-support-effects-log", "Admin Command Set\nFID 04 -> Support Effects Log: 00200013\n")]
    [TestCase("fid-support-effects-log -H", "FID 04 -> Support Effects Log: 00200013  Temperature Threshold  FSUPP+  UDCC+  NCC-  NIC-  CCC+  USS-  NAMESPACE SCOPE-  CONTROLLER SCOPE+  NVM SET SCOPE-")]
    [TestCase("ana-log", "ngrps   :\t1\nANA Log Desc :-\ngrpid   :\t6\nnnsids  :\t1\nchgcnt  :\t0\nstate   :\toptimized\n\tnsid\t:\t1\n")]
    [TestCase("endurance-log -g 3", "Group ID:3\ncritical_warning        : 0\navl_spare               : 0\navl_spare_threshold     : 0\npercent_used            : 9%\n")]
    [TestCase("endurance-event-agg-log", "Endurance Group Event Aggregate Log for device: nvme0\nNumber of Entries Available: 1\nEntry[1]: 12\n")]
    [TestCase("pred-lat-event-agg-log", "Predictable Latency Event Aggregate Log for device: nvme0\nNumber of Entries Available: 2\nEntry[1]: 3\nEntry[2]: 0\n")]
    [TestCase("pred-lat-event-agg-log -e 1", "Number of Entries Available: 2\nEntry[1]: 3\nnvme0>")]
    [TestCase("predictable-lat-log -i 2", "NVM Set ID: 2\nStatus: 1\nEvent Type: 0\nDTWIN Reads Typical: 5\n")]
    [TestCase("lba-status-log", "Namespace Element Identifier: 1\nNumber of LBA Range Descriptors: 1\nRecommended Action Type: 0\nRSLBA[0]: 77\nRNLB[0]: 8\n")]
    [TestCase("resv-notif-log", "Log Page Count              : 1f\nResv Notif Log Page Type    : 2 (Reservation Released)\n")]
    [TestCase("boot-part-log", "Log ID: 21\nBoot Partition Size: 128 KiB\nActive BPID: 1\n")]
    public void Log_ForPeople_ReadsLikeNvmeCli(string verb, string text) => Assert.That(Run(verb) + "nvme0>", Does.Contain(text));

    [TestCase("supported-log-pages", "$.supported_logs[0]['lid_0x2 ']", 1)]
    [TestCase("fid-support-effects-log", "$.fid_support[0].fid_4", 0x200013)]
    [TestCase("ana-log", "$['ANA DESC LIST '][0].NSIDS[0].nsid", 1)]
    [TestCase("endurance-log", "$.percent_used", 9)]
    [TestCase("endurance-event-agg-log", "$.list_of_entries[0].entry", 12)]
    [TestCase("pred-lat-event-agg-log", "$.num_entries_avail", 2)]
    [TestCase("predictable-lat-log", "$.dtwin_reads_typical", 5)]
    [TestCase("lba-status-log", "$.ns_elements[0].descs[0].rslba", 77)]
    [TestCase("resv-notif-log", "$.rn_log_type", 2)]
    [TestCase("boot-part-log", "$.bpsz", 1)]
    [TestCase("persistent-event-log", "$.list_of_event_entries[1].reset_info_list[0].ctrl_power_cycle", 44)]
    [TestCase("persistent-event-log", "$.list_of_event_entries[0].fw_slot", 2)]
    [TestCase("persistent-event-log", "$.list_of_event_entries[2].temperature", 300)]
    public void Log_AsJson_HasTheKeysOfNvmeCli(string verb, string path, int value)
    {
        JsonElement element = JsonDocument.Parse(Run(verb + " -o json")).RootElement;
        foreach (string step in path[1..].Replace("['", ".", StringComparison.Ordinal).Replace("']", string.Empty, StringComparison.Ordinal).Replace("[", ".", StringComparison.Ordinal)
            .Replace("]", string.Empty, StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            element = element.ValueKind == JsonValueKind.Array ? element[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)] : element.GetProperty(step);
        }

        Assert.That(element.GetInt64(), Is.EqualTo(value));
    }

    [Test]
    public void PersistentEvents_ForPeople_AreDecoded()
    {
        string text = Run("persistent-event-log");
        Assert.That(text, Does.StartWith("Persistent Event Log for device: nvme0\nAction for Persistent Event Log: 1\nLog Identifier: 13\nTotal Number of Events: 3\n"));
        Assert.That(text, Does.Contain("Supported Events Bitmap:\n\tSupport Firmware Commit Event(0x2)\n"));
        Assert.That(text, Does.Contain("Event Number: 0\nEvent Type: Firmware Commit Event(0x2)\n").And.Contain("New Firmware Revision: 3327647950551658034 (2.0.....)").And.Contain("FW Slot: 2\n"));
        Assert.That(text, Does.Contain("Event Type: Power-on or Reset Event(0x4)\n").And.Contain("Controller Power Cycle: 44\n"));
        Assert.That(Contexts(), Is.EqualTo(new[] { 1, 0, 0, 2 }), "begun, header, all, ended");
    }

    [TestCase("-a 1", "Establishing Persistent Event Log Context\n", new[] { 1 })]
    [TestCase("-a 2", "Releasing Persistent Event Log Context\n", new[] { 2 })]
    [TestCase("-a 0", "Event Number: 2\n", new[] { 0, 0 })]
    [TestCase("-a 1 -l 600", "Event Number: 0\n", new[] { 1, 0, 0 })]
    [TestCase("-l 511", "--log_len cannot be less", new int[0])]
    public void PersistentEvents_OfAnAction_DoThatAlone(string options, string text, int[] actions)
    {
        Assert.That(Run("persistent-event-log " + options), Does.Contain(text));
        Assert.That(Contexts(), Is.EqualTo(actions));
    }

    [Test]
    public void Telemetry_GoesToAFile()
    {
        string path = Path.Combine(Path.GetTempPath(), $"cosmos-telemetry-{Guid.NewGuid():n}");
        try
        {
            Assert.That(Run($"telemetry-log -o {path} -d 1"), Does.Contain("1024 bytes, data areas 1 to 1"));
            Assert.That(File.ReadAllBytes(path), Is.EqualTo(_device.Logs.OtherPages[0x07][..1024]));
            File.Delete(path);
            Assert.That(Run($"telemetry-log -c -o {path}"), Does.Contain("TCDA is 0"));
            Assert.That(Run($"telemetry-log -d 4 -o {path}"), Does.Contain("data area 4 of telemetry logs (LPA bit 6 is 0)"));
            Assert.That(File.Exists(path), Is.False, "what is not whole is not left behind");
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void BootPartition_GoesToAFile()
    {
        string path = Path.Combine(Path.GetTempPath(), $"cosmos-boot-{Guid.NewGuid():n}");
        try
        {
            Run($"boot-part-log -f {path}");
            Assert.That(File.ReadAllBytes(path), Is.EqualTo(_device.Logs.OtherPages[0x15][16..]));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestCase("supported-log-pages", "LPA bit 5")]
    [TestCase("fid-support-effects-log", "LPA bit 5")]
    [TestCase("ana-log", "CMIC bit 3")]
    [TestCase("endurance-event-agg-log", "CTRATT bit 4")]
    [TestCase("predictable-lat-log", "CTRATT bit 5")]
    [TestCase("pred-lat-event-agg-log", "CTRATT bit 5")]
    [TestCase("lba-status-log", "OACS bit 9")]
    [TestCase("resv-notif-log", "ONCS bit 5")]
    [TestCase("boot-part-log", "CAP bit 45")]
    [TestCase("persistent-event-log", "LPA bit 4")]
    [TestCase("telemetry-log -o /dev/null", "LPA bit 3")]
    public void Log_OfAControllerWithoutIt_IsNotAskedFor(string verb, string reason)
    {
        _device = new SimulatedController();
        Assert.That(Run(verb), Does.Contain("the controller does not support").And.Contain(reason));
        Assert.That(_device.Commands.Where(command => command.IsAdmin && command.Opcode == 2), Is.Empty);
    }

    [Test]
    public void FailedCommand_SaysWhatItsStatusMeans()
    {
        _device.Namespaces.Add(new SimulatedNamespace(1, 64));
        Assert.That(Run("read /dev/nvme0n1 -s 64", "n1"), Does.Contain("NVMe status: LBA Out of Range: the command reaches beyond the end of the namespace (0x"));
    }

    [SetUp]
    public void MakeDevice()
    {
        _device = new SimulatedController
        {
            LogPageAttributes = 0b11_1100,
            OptionalAdminCommands = 1 << 9,
            OptionalNvmCommands = 1 << 5,
            ChangeIdentify = data => (data[76], data[96], data[348]) = (1 << 3, 0b11_0000, 1),
        };
        _device.Capabilities |= 1ul << 45;
        _device.Namespaces.Add(new SimulatedNamespace(1, 64));
        byte[] all = Page(0x00, 1024);
        foreach (int page in new[] { 0x02, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x12, 0x15, 0x80, 0xc0 })
        {
            all[4 * page] = 1;
        }

        all[4 * 0xc0] = 3;
        byte[] features = Page(0x12, 1024);
        (features[16], features[18]) = (0x13, 0x20);
        byte[] groups = Page(0x0c, 512);
        (groups[8], groups[16], groups[20], groups[32], groups[48]) = (1, 6, 1, 1, 1);
        Page(0x09, 512)[5] = 9;
        byte[] windows = Page(0x0a, 512);
        (windows[0], windows[32]) = (1, 5);
        (Page(0x0b, 64)[0], _device.Logs.OtherPages[0x0b][8]) = (2, 3);
        (Page(0x0f, 64)[0], _device.Logs.OtherPages[0x0f][8]) = (1, 12);
        byte[] blocks = Page(0x0e, 64);
        (blocks[0], blocks[4], blocks[16], blocks[20], blocks[32], blocks[40]) = (48, 1, 1, 1, 77, 8);
        byte[] reservation = Page(0x80, 64);
        (reservation[0], reservation[8]) = (0x1f, 2);
        byte[] boot = Page(0x15, 16 + 131072);
        (boot[0], boot[4], boot[7], boot[5000]) = (0x15, 1, 0x80, 0x5a);
        byte[] telemetry = Page(0x07, 2048);
        (telemetry[8], telemetry[10], telemetry[12], telemetry[600]) = (1, 2, 3, 0x77);
        Page(0x08, 512);
        MakeEvents();
    }

    private void MakeEvents()
    {
        byte[] commit = [0x02, 1, 21, 0, .. new byte[18], 22, 0, .. "1.0\0\0\0\0\0"u8, .. "2.0....."u8, 3, 2, 0, 0, 0, 0];
        byte[] reset = [0x04, 1, 21, 0, .. new byte[18], 44, 0, .. "2.0....."u8, 1, 0, 0, 0, .. new byte[12], 44, 0, 0, 0, .. new byte[16]];
        byte[] health = [0x01, 1, 21, 0, .. new byte[18], 0, 2, 0, 0x2c, 1, .. new byte[509]];
        byte[] events = [.. commit, .. reset, .. health];
        byte[] header = new byte[512];
        (header[0], header[4], header[480]) = (0x0d, 3, 0b0100);
        BitConverter.GetBytes((ulong)(512 + events.Length)).CopyTo(header, 8);
        _device.Logs.OtherPages[0x0d] = [.. header, .. events];
    }

    // LSP of the commands that read the persistent event log.
    private int[] Contexts() => _device.Commands.Where(command => command.IsAdmin && command.Opcode == 2 && (byte)command.Dword10 == 0x0d).Select(command => (int)(command.Dword10 >> 8) & 0x7f).ToArray();

    private byte[] Page(byte page, int length) => _device.Logs.OtherPages[page] = new byte[length];

    private string Run(string command, string suffix = "")
    {
        NvmeHardware hardware = new() { Registers = _device.Registers, Dma = _device.Dma, Clock = _device.Clock, Cpu = new RuntimeCpuNumber(), NewEvent = static () => new RuntimeThreadEvent(), Log = new MemoryLog() };
        NvmeController controller = NvmeController.Attach(0, hardware, new NvmeOptions { QueueDepth = 8 });
        _terminal = new FakeTerminal();
        string[] words = command.Split(' ', 2);
        string device = suffix.Length > 0 ? string.Empty : "/dev/nvme0 ";
        new ShellSession(_terminal, new FakeMachine(), new FakeLog(), new ShellServices { Nvme = [controller] }).RunScript($"nvme {words[0]} {device}{(words.Length > 1 ? words[1] : string.Empty)}");
        return _terminal.Output;
    }
}
