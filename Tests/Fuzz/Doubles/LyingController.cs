using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme;
using CosmosNvme.Nvme.Simulator;
using CosmosNvme.Shell.Commands;

namespace CosmosNvme.Fuzz;

/// <summary>A simulated controller with two namespaces that the driver polls, in virtual time; a target makes it lie.</summary>
internal sealed class LyingController
{
    private const int Blocks = 32;

    private readonly MemoryLog _log = new();

    /// <summary>Makes it, honest.</summary>
    internal LyingController()
    {
        Device = new SimulatedController();
        Device.Namespaces.Add(new SimulatedNamespace(1, Blocks));
        Device.Namespaces.Add(new SimulatedNamespace(2, Blocks, 4096));
    }

    /// <summary>The controller.</summary>
    internal SimulatedController Device { get; }

    /// <summary>Brings it into service.</summary>
    /// <returns>Null if the driver will not have it, which must be said in a sentence.</returns>
    internal NvmeController? Attach(ref Digest digest)
    {
        try
        {
            return NvmeController.Attach(0, new NvmeHardware { Registers = Device.Registers, Dma = Device.Dma, Clock = Device.Clock, Cpu = new RuntimeCpuNumber(), NewEvent = static () => new RuntimeThreadEvent(), Log = _log }, new NvmeOptions { QueueDepth = 4 });
        }
        catch (NvmeException e)
        {
            Rule.Demand(e.Message.Length > 0 && !e.Message.Any(char.IsControl), "a refusal says why, printably", $"{e.Message}");
            digest.Add(e.Message);
            return null;
        }
    }

    /// <summary>Looks at everything that nvme list prints of it.</summary>
    internal static void CheckList(NvmeController controller, ref Digest digest)
    {
        using StringWriter table = new() { NewLine = "\n" };
        NvmeListPrinter printer = new(table);
        printer.Print([controller]);
        string text = table.ToString();
        Rule.Demand(text.All(c => c is '\n' or (>= ' ' and <= '~')), "nvme list prints on any terminal", $"{text}");
        digest.Add(text);
        using StringWriter json = new() { NewLine = "\n" };
        new NvmeListPrinter(json).PrintVerboseJson([controller]);
        using JsonDocument document = JsonDocument.Parse(json.ToString());
        JsonElement listed = document.RootElement.GetProperty("Devices")[0].GetProperty("Subsystems")[0].GetProperty("Controllers")[0].GetProperty("Namespaces");
        Rule.Demand(listed.GetArrayLength() == controller.Namespaces.Count, "every namespace is listed", $"{json}");
    }

    /// <summary>Looks at what the driver logged, and at what memory the controller was led to.</summary>
    internal void CheckAfterwards(ref Digest digest)
    {
        foreach (string line in _log.Lines)
        {
            digest.Add(line);
            Rule.Demand(!line.Any(char.IsControl), "the log has printable lines", $"{line}");
        }

        IReadOnlyList<string> violations = Device.Memory.Violations;
        Rule.Demand(violations.Count == 0, "the driver leads the controller to memory that is there", $"{string.Join("; ", violations)}");
    }
}
