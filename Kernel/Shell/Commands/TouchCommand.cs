using System;
using System.Globalization;
using CosmosNvme.Storage;

namespace CosmosNvme.Shell.Commands;

/// <summary>Sets the times of files, and makes those that are missing.</summary>
internal sealed class TouchCommand : FileCommand
{
    /// <inheritdoc/>
    internal override string Name => "touch";

    /// <inheritdoc/>
    internal override string Summary => "Make files, or set their times to now";

    /// <inheritdoc/>
    internal override string Arguments => "[-c] [-a] [-m] [-d TIME] [-r FILE] FILE...";

    /// <inheritdoc/>
    internal override string Details =>
        "  -c       make none\n" +
        "  -a, -m   only the time of the last use, only that of the last change\n" +
        "  -d TIME  to this time, UTC: 2026-11-28T12:34:56\n" +
        "  -r FILE  to the times of this file";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        bool creates = true;
        bool setsAccess = false;
        bool setsChange = false;
        DateTime? time = null;
        FileInformation? reference = null;
        OptionReader options = new(context.Arguments);
        while (options.Next() is string option)
        {
            switch (option)
            {
                case "-c" or "--no-create":
                    creates = false;
                    break;
                case "-a":
                    setsAccess = true;
                    break;
                case "-m":
                    setsChange = true;
                    break;
                case "-d" or "--date":
                    time = ParseTime(options.Value());
                    break;
                case "-r" or "--reference":
                    reference = Stat(context, options.Value());
                    break;
                default:
                    throw OptionReader.Unknown(option);
            }
        }

        if (options.Operands.Count == 0)
        {
            throw new UsageException("say which file");
        }

        DateTime now = DateTime.UtcNow;
        DateTime? accessed = setsAccess || !setsChange ? reference?.Accessed ?? time ?? now : null;
        DateTime? modified = setsChange || !setsAccess ? reference?.Modified ?? time ?? now : null;
        return ForEach(context, options.Operands, path =>
        {
            if (Find(context, path) is null)
            {
                if (!creates)
                {
                    return;
                }

                Check(context.Storage.Files.Open(path, FileAccessModes.Write | FileAccessModes.Create, FilePermissions, out OpenFile? made), $"cannot touch '{path}'");
                made!.Dispose();
            }

            Check(context.Storage.Files.Open(path, FileAccessModes.None, 0, out OpenFile? file), $"cannot touch '{path}'");
            using (file)
            {
                Check(file!.SetTimes(accessed, modified), $"setting times of '{path}'");
            }
        });
    }

    private static DateTime ParseTime(string text) =>
        DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime time)
            ? time
            : throw new UsageException($"'{text}' is no time; write it like 2026-11-28T12:34:56");
}
