using System;
using System.Collections.Generic;
using System.IO;

namespace CosmosNvme.Fuzz;

/// <summary>All targets.</summary>
internal static class FuzzTargets
{
    /// <summary>They, in the order of the list that people see.</summary>
    internal static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new GptTarget(),
        new MbrTarget(),
        new PartitionEditTarget(),
        new FatTarget(),
        new FatWriteTarget(),
        new IsoTarget(),
        new IdentifyTarget(),
        new LogPageTarget(),
        new ControllerTarget(),
        new CapabilitiesTarget(),
        new AcpiTarget(),
        new BootTarget(),
        new FwCfgTarget(),
        new UnwindTarget(),
        new SymbolsTarget(),
        new ShellTarget(),
        new KeysTarget(),
        new TerminalTarget(),
    ];

    /// <summary>The one of a name; null if there is none. Tests find their planted faults here too.</summary>
    internal static FuzzTarget? Find(string name)
    {
        foreach (FuzzTarget target in All)
        {
            if (target.Name.Equals(name, StringComparison.Ordinal))
            {
                return target;
            }
        }

        return name.StartsWith(PlantedTarget.NamePrefix, StringComparison.Ordinal) ? new PlantedTarget(name[PlantedTarget.NamePrefix.Length..]) : null;
    }

    /// <summary>Writes a line for each.</summary>
    internal static void Write(TextWriter output)
    {
        foreach (FuzzTarget target in All)
        {
            output.WriteLine($"  {target.Name,-14}{target.Summary}");
        }
    }
}
