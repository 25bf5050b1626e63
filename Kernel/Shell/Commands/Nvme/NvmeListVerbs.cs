using System;
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
        new("list-subsys", "The subsystems and their controllers", ListSubsystems, "output-format|o=FMT", "verbose|v") { IsWithoutDevice = true },
        new("trace", "The last 256 commands of each queue of a controller, oldest first", Trace) { IsDeviceOptional = true },
    ];

    private static int List(NvmeCall call)
    {
        IReadOnlyList<NvmeController> controllers = NvmeDevices.All(call.Context);
        NvmeListPrinter printer = new(call.Output);
        Action<IReadOnlyList<NvmeController>> print = (call.IsJson, call.Has("verbose")) switch
        {
            (true, true) => printer.PrintVerboseJson,
            (true, false) => printer.PrintJson,
            (false, true) => printer.PrintVerbose,
            (false, false) => printer.Print,
        };
        print(controllers);

        foreach (NvmeController controller in controllers.Where(controller => controller.FailureMessage is not null))
        {
            call.Context.Error.WriteLine($"nvme: {controller.Name} has failed: {controller.FailureMessage}");
        }

        return 0;
    }

    private static int ListSubsystems(NvmeCall call)
    {
        IReadOnlyList<NvmeSubsystem> subsystems = NvmeSubsystem.Of(NvmeDevices.All(call.Context));
        if (call.IsJson)
        {
            NvmeFields.WriteJson(call.Output, json => Write(json, subsystems));
            return 0;
        }

        foreach (NvmeSubsystem subsystem in subsystems)
        {
            call.Output.WriteLine($"{subsystem.Name} - NQN={subsystem.QualifiedName}\n\\");
            foreach (NvmeController controller in subsystem.Controllers)
            {
                call.Output.WriteLine($" +- {controller.Name} pcie {controller.Location} {StateOf(controller)}");
            }
        }

        return 0;
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<NvmeSubsystem> subsystems)
    {
        json.WriteStartArray();
        json.WriteStartObject();
        json.WriteStartArray("Subsystems");
        foreach (NvmeSubsystem subsystem in subsystems)
        {
            json.WriteStartObject();
            json.WriteString("Name", subsystem.Name);
            json.WriteString("NQN", subsystem.QualifiedName);
            json.WriteStartArray("Paths");
            foreach (NvmeController controller in subsystem.Controllers)
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
