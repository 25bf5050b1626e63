using System;
using System.Globalization;
using System.Linq;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Shell.Commands;

/// <summary>Lists the threads.</summary>
internal sealed class PsCommand : ShellCommand
{
    /// <inheritdoc/>
    internal override string Name => "ps";

    /// <inheritdoc/>
    internal override string Summary => "List the threads";

    /// <inheritdoc/>
    internal override string Arguments => string.Empty;

    /// <inheritdoc/>
    internal override string Details =>
        "TID thread, S state (R running or ready, S waiting, Z ended), CPU last used, PRI priority,\n" +
        "AFFINITY the CPUs it may use, TIME minutes:seconds of CPU time.";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        OptionReader.ExpectNone(context.Arguments);
        ulong online = 0;
        for (int index = 0; index < context.Machine.CpuCount; index++)
        {
            online |= context.Machine.GetCpu(index).IsOnline ? 1UL << index : 0;
        }

        context.Output.WriteLine("    TID S CPU PRI AFFINITY      TIME NAME");
        foreach (ThreadInformation thread in context.Machine.GetThreads().OrderBy(thread => thread.Id))
        {
            char state = thread.State switch
            {
                ThreadRunState.Running or ThreadRunState.Ready => 'R',
                ThreadRunState.Waiting => 'S',
                _ => 'Z',
            };
            string affinity = (thread.AffinityMask & online) == online ? "all" : CpuList.Format(thread.AffinityMask & online);
            context.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{thread.Id,7} {state} {thread.LastCpu,3} {thread.Priority,3} {affinity,-8} {FormatTime(thread.CpuNanoseconds),9} {(thread.Name.Length == 0 ? "-" : thread.Name)}"));
        }

        return 0;
    }

    private static string FormatTime(ulong nanoseconds)
    {
        TimeSpan time = TimeSpan.FromMicroseconds((double)(nanoseconds / 1000));
        return string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}:{time.Seconds:D2}.{time.Milliseconds / 10:D2}");
    }
}
