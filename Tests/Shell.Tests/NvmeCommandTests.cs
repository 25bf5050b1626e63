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
        string text = Run("nvme trace nvme0", controller);
        Assert.That(text, Does.Contain("nvme0 admin: 12 commands").And.Contain("create completion queue"));
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

    private static NvmeController Attach(params SimulatedNamespace[] disks)
    {
        SimulatedController device = new();
        device.Namespaces.AddRange(disks);
        NvmeHardware hardware = new() { Registers = device.Registers, Dma = device.Dma, Clock = device.Clock, Cpu = new RuntimeCpuNumber(), Log = new MemoryLog() };
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
