using System;
using System.Globalization;

namespace CosmosNvme.Shell.Commands;

/// <summary>Prints the time, as date(1) does in the C locale. The real-time clock is taken to run in UTC.</summary>
internal sealed class DateCommand : ShellCommand
{
    /// <inheritdoc/>
    internal override string Name => "date";

    /// <inheritdoc/>
    internal override string Summary => "Print the date and time (UTC)";

    /// <inheritdoc/>
    internal override string Arguments => "[-I|+%s]";

    /// <inheritdoc/>
    internal override string Details =>
        "  -I   as ISO 8601 writes it, with seconds\n" +
        "  +%s  seconds since 1970";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        DateTime now = DateTime.UtcNow;
        context.Output.WriteLine(context.Arguments switch
        {
            [] => now.ToString("ddd MMM", CultureInfo.InvariantCulture) + string.Create(CultureInfo.InvariantCulture, $"{now.Day,3} {now:HH:mm:ss} UTC {now:yyyy}"),
            ["-I"] => now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["+%s"] => new DateTimeOffset(now).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            _ => throw new UsageException("say nothing, -I or +%s"),
        });
        return 0;
    }
}
