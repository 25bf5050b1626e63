using System.Globalization;
using System.IO;
using System.Text;
using CosmosNvme.Shell.Reports;

namespace CosmosNvme.Shell.Commands;

/// <summary>Prints all that somebody far away needs to see what is wrong with this machine.</summary>
internal sealed class ReportCommand : ShellCommand
{
    private const int UsualLines = 24;
    private const int FewestLines = 4;

    /// <inheritdoc/>
    internal override string Name => "report";

    /// <inheritdoc/>
    internal override string Summary => "Print everything about the machine, to be sent to who debugs it";

    /// <inheritdoc/>
    internal override string Arguments => "[-p [LINES]]";

    /// <inheritdoc/>
    internal override string Details =>
        "CPUs, clocks, firmware's tables and memory map, PCI configuration, controllers with their registers and last commands,\n" +
        "disks, threads, boot times, the log. Nothing that is stored on the disks; serial numbers of disks are in it.\n" +
        "It goes to the console, so also to the serial port: record it there. Without one, show it page by page and photograph it:\n" +
        "  -p [LINES]   waits for the Enter key after so many lines (24); q and Enter ends\n" +
        "This kernel reads FAT volumes but cannot write them, so the report cannot be saved on a stick.";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        OptionReader options = new(context.Arguments);
        bool isPaged = false;
        while (options.Next() is string option)
        {
            isPaged = option is "-p" or "--pages" ? true : throw OptionReader.Unknown(option);
        }

        int lines = ReadLines(options, isPaged);
        if (!isPaged)
        {
            Report.Write(context);
            return 0;
        }

        using PagingStream pages = new(context.Output.BaseStream, context.Input, lines);
        using StreamWriter output = new(pages, new UTF8Encoding(false), 256, leaveOpen: true) { NewLine = "\n" };
        try
        {
            Report.Write(context.With(output));
            output.Flush();
        }
        catch (PagesEndedException)
        {
            // Whoever reads has seen enough. What is still in the writer's buffer is not wanted either.
            pages.IsEnded = true;
        }

        return 0;
    }

    private static int ReadLines(OptionReader options, bool isPaged)
    {
        if (options.Operands.Count == 0)
        {
            return UsualLines;
        }

        if (!isPaged || options.Operands.Count > 1)
        {
            throw new UsageException("it takes no arguments but a number of lines behind -p");
        }

        return int.TryParse(options.Operands[0], NumberStyles.None, CultureInfo.InvariantCulture, out int lines) && lines >= FewestLines
            ? lines
            : throw new UsageException($"'{options.Operands[0]}' is no number of lines from {FewestLines} on");
    }
}
