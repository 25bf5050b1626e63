using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Nvme;

namespace CosmosNvme.Shell.Commands;

/// <summary>An NVM subsystem: the controllers that call it by the same name.</summary>
/// <param name="Name">A number of its own, in the order of the controllers.</param>
/// <param name="QualifiedName">SUBNQN.</param>
/// <param name="Controllers">Its controllers in service.</param>
internal sealed record NvmeSubsystem(string Name, string QualifiedName, IReadOnlyList<NvmeController> Controllers)
{
    /// <summary>The subsystems of some controllers.</summary>
    internal static IReadOnlyList<NvmeSubsystem> Of(IReadOnlyList<NvmeController> controllers) => controllers
        .GroupBy(controller => controller.Identify.SubsystemName)
        .Select((group, index) => new NvmeSubsystem($"nvme-subsys{index}", group.Key, group.ToArray()))
        .ToArray();
}
