using System.Linq;
using System.Text.Json;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme;
using CosmosNvme.Nvme.Simulator;
using NUnit.Framework;

namespace CosmosNvme.Shell.Tests;

/// <summary>What nvme prints, on a simulated controller.</summary>
internal sealed class NvmeCommandTests
{
    private FakeTerminal _terminal = null!;
    private ShellSession _session = null!;

    [Test]
    public void List_WithoutController_SaysSoAndSucceeds()
    {
        Assert.That(Run("nvme list"), Does.Contain("no NVMe controller"));
        Assert.That(_session.LastStatus, Is.Zero);
    }

    [Test]
    public void List_WithoutControllerAsJson_IsAnEmptyList()
    {
        using JsonDocument json = JsonDocument.Parse(Run("nvme list -o json"));
        Assert.That(json.RootElement.GetProperty("Devices").GetArrayLength(), Is.Zero);
    }

    [Test]
    public void List_Namespaces_HasTheColumnsOfNvmeCli()
    {
        string[] lines = Run("nvme list", Attach(new SimulatedNamespace(1, 2048), new SimulatedNamespace(2, 1000, 4096))).Split('\n');
        Assert.That(lines[0], Is.EqualTo("Node             SN                   Model                                    Namespace Usage                      Format           FW Rev  "));
        Assert.That(lines[2], Is.EqualTo("/dev/nvme0n1     SIM-0001             Simulated NVMe Controller                1           1.05  MB /   1.05  MB    512   B +  0 B   1.0     "));
        Assert.That(lines[3], Does.StartWith("/dev/nvme0n2 ").And.Contain("4.10  MB").And.Contain("  4 KiB +  0 B"));
    }

    [Test]
    public void List_AsJson_HasTheNamesOfNvmeCli()
    {
        using JsonDocument json = JsonDocument.Parse(Run("nvme list -o json", Attach(new SimulatedNamespace(1, 2048))));
        JsonElement disk = json.RootElement.GetProperty("Devices")[0];
        Assert.That(disk.GetProperty("DevicePath").GetString(), Is.EqualTo("/dev/nvme0n1"));
        Assert.That(disk.GetProperty("PhysicalSize").GetInt64(), Is.EqualTo(1048576));
        Assert.That(disk.GetProperty("SectorSize").GetInt32(), Is.EqualTo(512));
        Assert.That(disk.GetProperty("ModelNumber").GetString(), Is.EqualTo("Simulated NVMe Controller"));
    }

    [Test]
    public void Trace_OfAController_ShowsItsQueues()
    {
        NvmeController controller = Attach(new SimulatedNamespace(1, 2048));
        controller.Namespaces[0].Read(42, new byte[1024]);
        controller.Commands.ReadSmart(uint.MaxValue, out SmartLog? _);
        string text = Run("nvme trace nvme0", controller);
        Assert.That(text, Does.Match(@"\d+ +all get log page +- +- SUCCESS"), "an admin command has no blocks");
        Assert.That(text, Does.Contain("nvme0 admin: 13 commands").And.Contain("create completion queue"));
        Assert.That(text, Does.Match(@"nvme0 q1: 1 commands\n.*\n.* read +42 +2 SUCCESS\(0x0\)"));
    }

    [TestCase("nvme trace nvme7", 1, "there is no controller nvme7")]
    [TestCase("nvme", 2, "help nvme")]
    [TestCase("nvme frobnicate", 2, "no verb 'frobnicate'")]
    [TestCase("nvme list -o xml", 2, "no output format 'xml'")]
    public void Command_CalledWrongly_SaysWhatToDo(string command, int status, string message)
    {
        Assert.That(Run(command), Does.Contain(message));
        Assert.That(_session.LastStatus, Is.EqualTo(status));
    }

    [TestCase("nvme id-ns --help")]
    [TestCase("nvme id-ns /dev/nvme0n1 --help")]
    [TestCase("nvme id-ns -h")]
    [TestCase("nvme help id-ns")]
    public void Help_OfAVerb_ListsItsOptions(string command)
    {
        Assert.That(Run(command), Does.Contain("usage: nvme id-ns <device> [--namespace-id=NUM|-n]").And.Not.Contain("list-subsys"));
        Assert.That(_session.LastStatus, Is.Zero);
    }

    [TestCase("nvme help")]
    [TestCase("nvme --help")]
    public void Help_OfNoVerb_ListsTheVerbs(string command) => Assert.That(Run(command), Does.Contain("\n  zns report-zones "));

    [Test]
    public void Version_NamesTheModel() => Assert.That(Run("nvme version"), Does.Contain("nvme-cli 2.3"));

    [TestCase("list-secondary /dev/nvme0", "entries: 1\nSCEntry[0]:\nsecondary-controller-identifier : 0x2\nprimary-controller-identifier   : 0x1\n")]
    [TestCase("list-secondary /dev/nvme0 -o json", "\"num\": 1")]
    [TestCase("primary-ctrl-caps /dev/nvme0", "NVME Identify Primary Controller Capabilities:\ncntlid    : 1\n")]
    [TestCase("id-nvmset /dev/nvme0", "entries: 1\nNVM Set[0]:\nnvmset_id             : 3\nendurance_group_id    : 4\n")]
    [TestCase("id-ns-granularity /dev/nvme0", "entries: 2\nDescriptor[0]:\nnamespace-size-granularity    : 0x1000\n")]
    [TestCase("id-uuid /dev/nvme0", "entries: 1\nUUID[0]:\nassociation : PCI vendor id\nuuid        : 00010203-0405-0607-0809-0a0b0c0d0e0f\n")]
    public void IdentifyLists_OfAControllerThatHasThem_AreShown(string command, string text)
    {
        SimulatedController device = new() { OptionalAdminCommands = 1 << 7, ChangeIdentify = data => data[96] = 0b1000_0100 };
        device.ChangeIdentify += data => data[97] = 0b10;
        byte[] secondary = Structure(device, 0x15);
        (secondary[0], secondary[32], secondary[34]) = (1, 2, 1);
        Structure(device, 0x14)[0] = 1;
        byte[] sets = Structure(device, 0x04);
        (sets[0], sets[128], sets[130]) = (1, 3, 4);
        byte[] granularities = Structure(device, 0x16);
        (granularities[4], granularities[33]) = (1, 0x10);
        byte[] uuids = Structure(device, 0x17);
        uuids[32] = 1;
        Enumerable.Range(0, 16).Select(value => (byte)value).ToArray().CopyTo(uuids, 48);
        Assert.That(Run("nvme " + command, Attach(device)), Does.Contain(text));
    }

    [TestCase("list-secondary", "OACS bit 7")]
    [TestCase("primary-ctrl-caps", "OACS bit 7")]
    [TestCase("id-nvmset", "CTRATT bit 2")]
    [TestCase("id-ns-granularity", "CTRATT bit 7")]
    [TestCase("id-uuid", "CTRATT bit 9")]
    public void IdentifyLists_OfAControllerWithoutThem_AreNotAskedFor(string verb, string reason)
    {
        SimulatedController device = new();
        NvmeController controller = Attach(device);
        int before = device.Commands.Count;
        Assert.That(Run($"nvme {verb} /dev/nvme0", controller), Does.Contain($"the controller does not support").And.Contain(reason));
        Assert.That(device.Commands, Has.Count.EqualTo(before));
    }

    private static byte[] Structure(SimulatedController device, byte target) => device.OtherIdentifyStructures[target] = new byte[4096];

    private static NvmeController Attach(params SimulatedNamespace[] disks)
    {
        SimulatedController device = new();
        device.Namespaces.AddRange(disks);
        return Attach(device);
    }

    private static NvmeController Attach(SimulatedController device)
    {
        NvmeHardware hardware = new() { Registers = device.Registers, Dma = device.Dma, Clock = device.Clock, Cpu = new RuntimeCpuNumber(), NewEvent = static () => new RuntimeThreadEvent(), Log = new MemoryLog() };
        return NvmeController.Attach(0, hardware, new NvmeOptions { QueueDepth = 8 });
    }

    private string Run(string script, params NvmeController[] controllers)
    {
        _terminal = new FakeTerminal();
        _session = new ShellSession(_terminal, new FakeMachine(), new FakeLog(), new ShellServices { Nvme = controllers.ToArray() });
        _session.RunScript(script);
        return _terminal.Output;
    }
}
