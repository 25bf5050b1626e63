using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Shell.Commands;

/// <summary>Shows interrupts and moves them from CPU to CPU, as NetBSD's intrctl(8) does.</summary>
internal sealed class IntrctlCommand : ShellCommand
{
    /// <inheritdoc/>
    internal override string Name => "intrctl";

    /// <inheritdoc/>
    internal override string Summary => "List interrupts by CPU, move one to another CPU";

    /// <inheritdoc/>
    internal override string Arguments => "list | affinity -i INTERRUPT -c CPU";

    /// <inheritdoc/>
    internal override string Details =>
        "list      each interrupt with what every CPU took of it; * marks the CPU that takes it now. The last two\n" +
        "          rows: interrupts on vectors of no device, and those that were gone when the CPU asked\n" +
        "affinity  makes CPU take INTERRUPT from now on; write the id as list prints it, in quotes: -i 'msix0 vec 1'.\n" +
        "          Messages of one function without MSI-X, and devices that share a wire, move together\n" +
        "A wire that interrupted again and again for none of its devices is shut off, and they are polled";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        IReadOnlyList<string> arguments = context.Arguments.Skip(1).ToArray();
        IInterruptController interrupts =
            context.Services.Interrupts ?? throw new CommandFailedException("this kernel was built without device interrupts");
        switch (context.Arguments.FirstOrDefault())
        {
            case "list":
                OptionReader.ExpectNone(arguments);
                List(context, interrupts);
                return 0;
            case "affinity":
                Move(context, interrupts, arguments);
                return 0;
            case null:
                throw new UsageException("say what to do: list or affinity");
            case string verb:
                throw new UsageException($"there is no verb '{verb}': list and affinity are known");
        }
    }

    /// <inheritdoc/>
    internal override IEnumerable<string> CompleteArgument(CommandTable commands) => ["list", "affinity"];

    private static void List(CommandContext context, IInterruptController interrupts)
    {
        int cpus = context.Machine.CpuCount;
        List<Row> rows = [];

        // Devices that share a wire share its counts.
        foreach (IGrouping<string, InterruptLine> wire in interrupts.Lines.GroupBy(line => line.Id))
        {
            InterruptLine line = wire.First();
            rows.Add(new Row(
                wire.Key,
                [.. Enumerable.Range(0, cpus).Select(cpu => Text(line.CountOn(cpu)))],
                line.Cpu,
                string.Join(", ", wire.Select(line => line.Name)) + (line.IsShutOff ? " (shut off)" : string.Empty)));
        }

        rows.Add(new Row("unhandled", [.. Enumerable.Range(0, cpus).Select(cpu => Text(interrupts.UnhandledOn(cpu)))], Row.NoCpu, string.Empty));
        rows.Add(new Row("spurious", [.. Enumerable.Range(0, cpus).Select(cpu => Text(interrupts.SpuriousOn(cpu)))], Row.NoCpu, string.Empty));

        const string IdHeading = "interrupt id";
        string[] headings = [.. Enumerable.Range(0, cpus).Select(cpu => "CPU" + Text(cpu))];
        int idWidth = Math.Max(IdHeading.Length, rows.Max(row => row.Id.Length));
        int[] widths = [.. headings.Select((heading, cpu) => Math.Max(heading.Length, rows.Max(row => row.Counts[cpu].Length)))];
        context.Output.WriteLine(
            $"{IdHeading.PadRight(idWidth)} {string.Concat(headings.Select((heading, cpu) => heading.PadLeft(widths[cpu]) + "  "))}device name(s)");
        foreach (Row row in rows)
        {
            string counts = string.Concat(row.Counts.Select((count, cpu) => count.PadLeft(widths[cpu]) + (cpu == row.Cpu ? "* " : "  ")));
            context.Output.WriteLine($"{row.Id.PadRight(idWidth)} {counts}{row.Names}".TrimEnd(' '));
        }
    }

    private static void Move(CommandContext context, IInterruptController interrupts, IReadOnlyList<string> arguments)
    {
        string? id = null;
        long cpu = -1;
        OptionReader options = new(arguments);
        while (options.Next() is string option)
        {
            switch (option)
            {
                case "-i":
                    id = options.Value();
                    break;
                case "-c":
                    cpu = options.Number();
                    break;
                default:
                    throw OptionReader.Unknown(option);
            }
        }

        options.ExpectNoOperands();
        if (id is null || cpu < 0)
        {
            throw new UsageException("say which interrupt and which CPU: affinity -i INTERRUPT -c CPU");
        }

        InterruptLine line = interrupts.Lines.FirstOrDefault(line => line.Id == id)
            ?? throw new CommandFailedException($"there is no interrupt '{id}'; 'intrctl list' shows those there are");
        if (cpu >= context.Machine.CpuCount || !context.Machine.GetCpu((int)cpu).IsOnline)
        {
            throw new CommandFailedException($"there is no CPU {cpu} that is online");
        }

        if (!line.TryMoveTo((int)cpu))
        {
            throw new CommandFailedException($"'{id}' cannot go to CPU {cpu}: that CPU has no vector left, or this kind of interrupt cannot move");
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record Row(string Id, string[] Counts, int Cpu, string Names)
    {
        internal const int NoCpu = -1;
    }
}
