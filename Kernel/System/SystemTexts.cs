using System.Globalization;
using CosmosNvme.Abstractions;
using CosmosNvme.Storage;

namespace CosmosNvme;

/// <summary>What /proc tells of the machine, in the words of Linux.</summary>
internal static class SystemTexts
{
    private const ulong Kibibyte = 1024;
    private const double NanosecondsPerSecond = 1e9;

    internal static void Add(TextFileSystem target, IMachine machine)
    {
        target.Add("version", () => "CosmosNvme, the .NET runtime in ring 0\n");
        target.Add("cmdline", () => machine.CommandLine + "\n");
        target.Add("uptime", () => string.Create(CultureInfo.InvariantCulture, $"{machine.UptimeNanoseconds / NanosecondsPerSecond:F2} 0.00\n"));
        target.Add("meminfo", () => Memory(machine.Memory));
    }

    private static string Memory(MemoryInformation memory) => string.Concat(
        Line("MemTotal", memory.Total),
        Line("MemFree", memory.Free),
        Line("MemAvailable", memory.CommitLimit > memory.Committed ? memory.CommitLimit - memory.Committed : 0),
        Line("SwapTotal", 0),
        Line("SwapFree", 0),
        Line("CommitLimit", memory.CommitLimit),
        Line("Committed_AS", memory.Committed));

    private static string Line(string name, ulong bytes) => $"{name + ":",-15} {bytes / Kibibyte,8} kB\n";
}
