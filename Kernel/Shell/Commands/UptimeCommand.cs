using System;
using System.Globalization;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Shell.Commands;

/// <summary>Shows how long the machine runs, how busy it was, and how it came up.</summary>
internal sealed class UptimeCommand : ShellCommand
{
    /// <inheritdoc/>
    internal override string Name => "uptime";

    /// <inheritdoc/>
    internal override string Summary => "Show how long the machine runs, and its boot timeline";

    /// <inheritdoc/>
    internal override string Arguments => string.Empty;

    /// <inheritdoc/>
    internal override string Details => "The boot line gives milliseconds from reset to each stage, firmware included.";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        OptionReader.ExpectNone(context.Arguments);
        IMachine machine = context.Machine;
        ulong busy = 0;
        ulong idle = 0;
        int online = 0;
        for (int index = 0; index < machine.CpuCount; index++)
        {
            CpuInformation cpu = machine.GetCpu(index);
            busy += cpu.BusyNanoseconds;
            idle += cpu.IdleNanoseconds;
            online += cpu.IsOnline ? 1 : 0;
        }

        double busyShare = busy + idle == 0 ? 0 : 100.0 * busy / ((double)busy + idle);
        context.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $" {DateTime.UtcNow:HH:mm:ss} up {FormatSpan(machine.UptimeNanoseconds)},  {online} {(online == 1 ? "CPU" : "CPUs")},  {machine.GetThreads().Count} threads,  busy: {busyShare:F1}%"));
        BootTimeline timeline = machine.Timeline;
        context.Output.WriteLine(
            $"boot: nucleus {FormatStage(timeline.Nucleus)}, runtime {FormatStage(timeline.Runtime)}, main {FormatStage(timeline.Main)}, shell {FormatStage(timeline.Shell)}");
        return 0;
    }

    private static string FormatSpan(ulong nanoseconds)
    {
        ulong seconds = nanoseconds / 1_000_000_000;
        ulong minutes = seconds / 60;
        ulong hours = minutes / 60;
        string days = hours < 24 ? string.Empty : hours < 48 ? "1 day, " : $"{hours / 24} days, ";
        return minutes < 60
            ? string.Create(CultureInfo.InvariantCulture, $"{minutes} min {seconds % 60} s")
            : string.Create(CultureInfo.InvariantCulture, $"{days}{hours % 24}:{minutes % 60:D2}");
    }

    private static string FormatStage(ulong nanoseconds) =>
        nanoseconds == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e6:F1} ms");
}
