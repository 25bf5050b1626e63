using System.Globalization;
using CosmosNvme.Lab;

namespace CosmosNvme.Cosmos;

/// <summary>The machine that is measured, the same for whatever system runs on it.</summary>
/// <param name="Cpus">CPUs, and jobs of each measurement.</param>
/// <param name="IsFile">Whether the disk is a file in the host's memory, instead of zeroes that take no time.</param>
internal sealed record BenchConfiguration(int Cpus, bool IsFile)
{
    /// <summary>The one on which bars were promised, and on which instructions are counted.</summary>
    internal static BenchConfiguration Reference { get; } = new(1, IsFile: false);

    /// <summary>For people.</summary>
    internal string Name => string.Create(CultureInfo.InvariantCulture, $"{Cpus} CPU{(Cpus == 1 ? "" : "s")}, {(IsFile ? "file in the host's memory" : "disk that takes no time")}");

    /// <summary>The machine with that disk on its only controller.</summary>
    internal MachineProfile Profile(Backing disk) => new()
    {
        Cpus = Cpus,
        Controllers = [ControllerSpec.With(disk)],
        QemuArguments = [.. HostSample.QemuArguments],
        Supervision = Supervision.None,
    };
}
