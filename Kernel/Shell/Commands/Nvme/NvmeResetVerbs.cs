using System.Collections.Generic;
using CosmosNvme.Nvme;

namespace CosmosNvme.Shell.Commands;

/// <summary>The verbs that bring a controller back, or look for its namespaces again. nvme-cli leaves the reset of the function to the files of the PCI bus.</summary>
internal static class NvmeResetVerbs
{
    /// <summary>The verbs.</summary>
    internal static IEnumerable<NvmeVerb> All { get; } =
    [
        new("reset", "Resets the controller; requests on their way are sent again", call => Reset(call, ResetKind.Controller)),
        new("subsystem-reset", "Resets the NVM subsystem, where the controller can", call => Reset(call, ResetKind.Subsystem)),
        new("function-reset", "Resets the function on its bus, where it can", call => Reset(call, ResetKind.Function)),
        new("ns-rescan", "Looks for the namespaces again", Rescan),
    ];

    private static int Reset(NvmeCall call, ResetKind kind) =>
        call.Controller.Reset(kind) is string problem ? throw new CommandFailedException($"{call.Controller.Name}: {problem}") : 0;

    private static int Rescan(NvmeCall call)
    {
        call.Controller.RescanNamespaces();
        return 0;
    }
}
