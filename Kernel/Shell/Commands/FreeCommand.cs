using System.Globalization;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Shell.Commands;

/// <summary>Prints memory use.</summary>
internal sealed class FreeCommand : ShellCommand
{
    private const int ColumnWidth = 12;

    /// <inheritdoc/>
    internal override string Name => "free";

    /// <inheritdoc/>
    internal override string Summary => "Show how much memory is used and free";

    /// <inheritdoc/>
    internal override string Arguments => "[-b|-k|-m|-g|-h]";

    /// <inheritdoc/>
    internal override string Details =>
        "  -b, -k, -m, -g   in bytes, KiB (default), MiB, GiB\n" +
        "  -h               in the unit that fits\n" +
        "Commit: what allocations were promised, and the limit that makes the next one fail.\n" +
        "Kernel: what of the used memory holds page tables and the nucleus itself.";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        char unit = 'k';
        OptionReader options = new(context.Arguments);
        while (options.Next() is string option)
        {
            unit = option switch
            {
                "-b" or "-k" or "-m" or "-g" or "-h" => option[1],
                "--bytes" or "--kibi" or "--mebi" or "--gibi" or "--human" => option[2],
                _ => throw OptionReader.Unknown(option),
            };
        }

        options.ExpectNoOperands();
        MemoryInformation memory = context.Machine.Memory;
        ulong used = memory.Total - memory.Free;
        context.Output.WriteLine("               total        used        free      shared  buff/cache   available");
        PrintRow(context, "Mem:", unit, [memory.Total, used, memory.Free, 0, 0, memory.Free]);
        PrintRow(context, "Swap:", unit, [0, 0, 0]);
        PrintRow(context, "Commit:", unit, [memory.CommitLimit, memory.Committed, memory.CommitLimit - memory.Committed]);
        context.Output.WriteLine($"Kernel: page tables {Format(memory.PageTables, unit)}, nucleus {Format(memory.Nucleus, unit)}");
        return 0;
    }

    private static void PrintRow(CommandContext context, string name, char unit, ulong[] figures)
    {
        context.Output.Write(name.PadRight(8));
        foreach (ulong figure in figures)
        {
            context.Output.Write(Format(figure, unit).PadLeft(ColumnWidth));
        }

        context.Output.WriteLine();
    }

    private static string Format(ulong bytes, char unit) => unit switch
    {
        'b' => bytes.ToString(CultureInfo.InvariantCulture),
        'k' => (bytes >> 10).ToString(CultureInfo.InvariantCulture),
        'm' => (bytes >> 20).ToString(CultureInfo.InvariantCulture),
        'g' => (bytes >> 30).ToString(CultureInfo.InvariantCulture),
        _ => FormatForPeople(bytes),
    };

    private static string FormatForPeople(ulong bytes)
    {
        string[] units = ["B", "Ki", "Mi", "Gi", "Ti"];
        double figure = bytes;
        int unit = 0;
        while (figure >= 1024 && unit < units.Length - 1)
        {
            figure /= 1024;
            unit++;
        }

        return figure.ToString(figure < 10 && unit > 0 ? "F1" : "F0", CultureInfo.InvariantCulture) + units[unit];
    }
}
