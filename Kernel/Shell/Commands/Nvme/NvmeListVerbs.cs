using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using CosmosNvme.Nvme;

namespace CosmosNvme.Shell.Commands;

/// <summary>The verbs that show what there is: namespaces, subsystems, the last commands.</summary>
internal static class NvmeListVerbs
{
    /// <summary>The verbs.</summary>
    internal static IEnumerable<NvmeVerb> All { get; } =
    [
        new("list", "The namespaces of all controllers", List, "output-format|o=FMT", "verbose|v") { IsWithoutDevice = true },
        new("list-subsys", "The subsystems and their controllers", ListSubsystems, "output-format|o=FMT") { IsWithoutDevice = true },
        new("trace", "The last 256 commands of each queue of a controller, oldest first", Trace) { IsDeviceOptional = true },
    ];

    private static int List(NvmeCall call)
    {
        IReadOnlyList<NvmeController> controllers = NvmeDevices.All(call.Context);
        NvmeListPrinter printer = new(call.Output);
        if (call.IsJson)
        {
            printer.PrintJson(controllers, call.Has("verbose"));
        }
        else if (call.Has("verbose"))
        {
            printer.PrintVerbose(controllers);
        }
        else
        {
            printer.Print(controllers);
        }

        foreach (NvmeController controller in controllers.Where(controller => controller.FailureMessage is not null))
        {
            call.Context.Error.WriteLine($"nvme: {controller.Name} has failed: {controller.FailureMessage}");
        }

        return 0;
    }

    private static int ListSubsystems(NvmeCall call)
    {
        IGrouping<string, NvmeController>[] subsystems = NvmeDevices.All(call.Context).GroupBy(controller => controller.Identify.SubsystemName).ToArray();
        if (call.IsJson)
        {
            NvmeFields.WriteJson(call.Output, json => Write(json, subsystems));
            return 0;
        }

        for (int index = 0; index < subsystems.Length; index++)
        {
            call.Output.WriteLine($"nvme-subsys{index} - NQN={subsystems[index].Key}\n\\");
            foreach (NvmeController controller in subsystems[index])
            {
                call.Output.WriteLine($" +- {controller.Name} pcie {controller.Location} {StateOf(controller)}");
            }
        }

        return 0;
    }

    private static void Write(Utf8JsonWriter json, IGrouping<string, NvmeController>[] subsystems)
    {
        json.WriteStartArray();
        json.WriteStartObject();
        json.WriteStartArray("Subsystems");
        for (int index = 0; index < subsystems.Length; index++)
        {
            json.WriteStartObject();
            json.WriteString("Name", $"nvme-subsys{index}");
            json.WriteString("NQN", subsystems[index].Key);
            json.WriteStartArray("Paths");
            foreach (NvmeController controller in subsystems[index])
            {
                new NvmeFields(0).Text("Name", controller.Name).Text("Transport", "pcie").Text("Address", controller.Location).Text("State", StateOf(controller)).WriteObject(json);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static string StateOf(NvmeController controller) => controller.FailureMessage is null ? "live" : "dead";

    private static int Trace(NvmeCall call)
    {
        NvmeTracePrinter printer = new(call.Output);
        foreach (NvmeController controller in call.Controllers)
        {
            printer.Print(controller, call.Context.Interrupted);
        }

        if (call.Controllers.Count == 0)
        {
            call.Output.WriteLine(NvmeListPrinter.NoController);
        }

        return 0;
    }
}
