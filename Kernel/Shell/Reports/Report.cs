using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme;
using CosmosNvme.Pci;

namespace CosmosNvme.Shell.Reports;

/// <summary>Writes the report: sections under headings of one form, so that programs find them, too.</summary>
internal static class Report
{
    // What other commands show, in the order in which one reads it.
    private static readonly string[][] s_before = [["lscpu"], ["free"]];
    private static readonly string[][] s_after = [["lspci", "-nn", "-vv"], ["intrctl", "list"], ["nvme", "list"], ["lsblk"], ["mount"], ["ps"], ["uptime"]];
    private static readonly string[][] s_last = [["nvme", "trace"], ["dmesg"]];

    /// <summary>Writes all sections. A section that fails says so and does not stop the others.</summary>
    internal static void Write(CommandContext context)
    {
        TextWriter output = context.Output;
        output.WriteLine("==== CosmosNvme report ====");
        output.WriteLine($"kernel command line: {context.Machine.CommandLine}");
        RunAll(context, s_before);
        Section(context, "CPUs", () => WriteCpus(context));
        Section(context, "memory map of the firmware", () => WriteMemoryMap(context));
        Section(context, "ACPI tables", () => AcpiDump.Write(output, context.Services.FirmwareTables));
        RunAll(context, s_after);
        Section(context, "PCI configuration space", () => PciDump.Write(context, context.Services.Pci ?? PciDevices.None));
        Section(context, "NVMe registers", () => WriteRegisters(output, context.Services.Nvme ?? []));
        RunAll(context, s_last);
        output.WriteLine("==== end of the report ====");
    }

    private static void RunAll(CommandContext context, string[][] commands)
    {
        foreach (string[] words in commands)
        {
            if (context.Session.Commands.Find(words[0]) is ShellCommand command)
            {
                Section(context, string.Join(' ', words), () => command.Execute(context.With(words[1..])));
            }
        }
    }

    private static void Section(CommandContext context, string title, Action write)
    {
        context.Interrupted.ThrowIfCancellationRequested();
        context.Output.WriteLine();
        context.Output.WriteLine($"==== {title} ====");
        try
        {
            write();
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or PagesEndedException))
        {
            // A report is for machines on which something is wrong: it ends with what it has, not with the first failure.
            context.Output.WriteLine($"(this section failed: {exception.Message})");
        }
    }

    private static void WriteCpus(CommandContext context)
    {
        for (int index = 0; index < context.Machine.CpuCount; index++)
        {
            CpuInformation cpu = context.Machine.GetCpu(index);
            context.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"CPU {cpu.Index}: APIC id {cpu.ApicId}, {(cpu.IsOnline ? "online" : "offline")}, busy {cpu.BusyNanoseconds / 1_000_000} ms, idle {cpu.IdleNanoseconds / 1_000_000} ms, {cpu.ContextSwitches} switches, {cpu.Interrupts} interrupts"));
        }
    }

    private static void WriteMemoryMap(CommandContext context)
    {
        foreach (MemoryRange range in context.Services.MemoryMap)
        {
            string type = range.Type switch { 1 => "usable", 2 => "reserved", 3 => "ACPI tables", 4 => "ACPI NVS", 5 => "defective", _ => $"type {range.Type}" };
            context.Output.WriteLine($"{range.Start:x16}-{range.End - 1:x16} {type}");
        }
    }

    private static void WriteRegisters(TextWriter output, IReadOnlyList<NvmeController> controllers)
    {
        foreach (NvmeController controller in controllers)
        {
            output.WriteLine(controller.FailureMessage is string failure ? $"{controller.Name}: failed: {failure}" : $"{controller.Name}:");
            foreach ((string name, ulong value) in controller.ReadRegisters())
            {
                output.WriteLine($"  {name,-6} {value:x}");
            }
        }
    }
}
