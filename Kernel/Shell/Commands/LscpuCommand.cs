using System.Globalization;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Shell.Commands;

/// <summary>Shows the processor and its CPUs.</summary>
internal sealed class LscpuCommand : ShellCommand
{
    /// <inheritdoc/>
    internal override string Name => "lscpu";

    /// <inheritdoc/>
    internal override string Summary => "Show the processor, its CPUs and how busy they are";

    /// <inheritdoc/>
    internal override string Arguments => "[-e]";

    /// <inheritdoc/>
    internal override string Details => "  -e, --extended   one line per CPU: APIC id, busy and idle seconds, thread switches, interrupts";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        bool extended = false;
        OptionReader options = new(context.Arguments);
        while (options.Next() is string option)
        {
            extended = option is "-e" or "--extended" ? true : throw OptionReader.Unknown(option);
        }

        options.ExpectNoOperands();
        if (extended)
        {
            PrintTable(context);
        }
        else
        {
            PrintSummary(context);
        }

        return 0;
    }

    private static void PrintSummary(CommandContext context)
    {
        ProcessorIdentity processor = context.Machine.Processor;
        ulong online = 0;
        ulong offline = 0;
        for (int index = 0; index < context.Machine.CpuCount; index++)
        {
            if (context.Machine.GetCpu(index).IsOnline)
            {
                online |= 1UL << index;
            }
            else
            {
                offline |= 1UL << index;
            }
        }

        Print(context, "Architecture", "x86_64");
        Print(context, "CPU op-mode(s)", $"64-bit, privilege level {context.Machine.PrivilegeLevel}");
        Print(context, "Address sizes", $"{processor.PhysicalAddressBits} bits physical, {processor.VirtualAddressBits} bits virtual");
        Print(context, "Byte Order", "Little Endian");
        Print(context, "CPU(s)", context.Machine.CpuCount.ToString(CultureInfo.InvariantCulture));
        Print(context, "On-line CPU(s) list", CpuList.Format(online));
        if (offline != 0)
        {
            Print(context, "Off-line CPU(s) list", CpuList.Format(offline));
        }

        Print(context, "Vendor ID", processor.Vendor);
        Print(context, "Model name", processor.ModelName.Length == 0 ? "-" : processor.ModelName);
        Print(context, "CPU family", processor.Family.ToString(CultureInfo.InvariantCulture));
        Print(context, "Model", processor.Model.ToString(CultureInfo.InvariantCulture));
        Print(context, "Stepping", processor.Stepping.ToString(CultureInfo.InvariantCulture));
        Print(context, "Flags", string.Join(' ', processor.Flags));
        if (processor.Hypervisor.Length > 0)
        {
            Print(context, "Hypervisor", processor.Hypervisor);
        }
    }

    private static void PrintTable(CommandContext context)
    {
        context.Output.WriteLine("CPU APICID ONLINE    BUSY(s)    IDLE(s)   SWITCHES INTERRUPTS");
        for (int index = 0; index < context.Machine.CpuCount; index++)
        {
            CpuInformation cpu = context.Machine.GetCpu(index);
            context.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{cpu.Index,3} {cpu.ApicId,6} {(cpu.IsOnline ? "yes" : "no"),6} {cpu.BusyNanoseconds / 1e9,10:F3} {cpu.IdleNanoseconds / 1e9,10:F3} {cpu.ContextSwitches,10} {cpu.Interrupts,10}"));
        }
    }

    private static void Print(CommandContext context, string name, string value) =>
        context.Output.WriteLine((name + ":").PadRight(22) + value);
}
