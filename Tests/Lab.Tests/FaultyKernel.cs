using System;
using System.IO;

namespace CosmosNvme.Lab.Tests;

/// <summary>Machines with a kernel that does to an NVMe controller what no driver may do.</summary>
internal static class FaultyKernel
{
    private static readonly string s_image = Path.Combine(RepositoryPaths.Artifacts, "kernel", "FaultyKernel", "CosmosNvme.FaultyKernel.elf");

    /// <summary>A machine whose kernel commits faults and powers off.</summary>
    /// <param name="faults">Their names, as Tests/FaultyKernel has them.</param>
    /// <param name="supervision">How strictly the lab watches.</param>
    internal static MachineProfile Profile(string faults, Supervision supervision = Supervision.Strict) => new()
    {
        Image = s_image,
        Controllers = [ControllerSpec.With(new NullBacking(1024 * 1024))],
        Exec = faults,
        Supervision = supervision,
        TimeLimit = TimeSpan.FromSeconds(120),
    };
}
