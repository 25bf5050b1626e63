using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using CosmosNvme.Shell.Reports;
using CosmosNvme.Storage;

namespace CosmosNvme.Shell.Commands;

/// <summary>Prints all that somebody far away needs to see what is wrong with this machine.</summary>
internal sealed class ReportCommand : ShellCommand
{
    private const int UsualLines = 24;
    private const int FewestLines = 4;
    private const int FilePermissions = 0b110_100_100;

    /// <inheritdoc/>
    internal override string Name => "report";

    /// <inheritdoc/>
    internal override string Summary => "Print everything about the machine, to be sent to who debugs it";

    /// <inheritdoc/>
    internal override string Arguments => "[FILE | -p [LINES]]";

    /// <inheritdoc/>
    internal override string Details =>
        "CPUs, clocks, firmware's tables and memory map, PCI configuration, controllers with their registers and last commands,\n" +
        "disks, threads, boot times, the log. Nothing that is stored on the disks; serial numbers of disks are in it.\n" +
        "  FILE         is made of it, say on a FAT volume that is mounted with '-o rw'; durable when the command ends\n" +
        "  -p [LINES]   waits for the Enter key after so many lines (24), for photographs; q and Enter ends\n" +
        "Without either it goes to the console, so also to the serial port: record it there.";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        OptionReader options = new(context.Arguments);
        bool isPaged = false;
        while (options.Next() is string option)
        {
            isPaged = option is "-p" or "--pages" ? true : throw OptionReader.Unknown(option);
        }

        if (!isPaged)
        {
            WriteWhole(context, options.Operands);
            return 0;
        }

        int lines = ReadLines(options.Operands);

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

    private static void WriteWhole(CommandContext context, IReadOnlyList<string> operands)
    {
        if (operands.Count == 0)
        {
            Report.Write(context);
            return;
        }

        if (operands.Count > 1)
        {
            throw new UsageException($"'{operands[1]}' is one argument too many");
        }

        FileAccessModes modes = FileAccessModes.Write | FileAccessModes.Create | FileAccessModes.Truncate;
        FileStatus status = context.Storage.Files.Open(operands[0], modes, FilePermissions, out OpenFile? file);
        if (file is null)
        {
            throw new CommandFailedException($"cannot create '{operands[0]}': {status.Message}");
        }

        using OpenFileStream stream = new(file);
        using StreamWriter output = new(stream, new UTF8Encoding(false)) { NewLine = "\n" };
        Report.Write(context.With(output));
        output.Flush();
        status = file.Flush(dataOnly: false);
        if (!status.IsSuccess)
        {
            throw new CommandFailedException($"'{operands[0]}' may not be whole: {status.Message}");
        }
    }

    private static int ReadLines(IReadOnlyList<string> operands)
    {
        if (operands.Count == 0)
        {
            return UsualLines;
        }

        if (operands.Count > 1)
        {
            throw new UsageException("behind -p it takes a number of lines and nothing else");
        }

        return int.TryParse(operands[0], NumberStyles.None, CultureInfo.InvariantCulture, out int lines) && lines >= FewestLines
            ? lines
            : throw new UsageException($"'{operands[0]}' is no number of lines from {FewestLines} on");
    }
}
