using System;
using System.Globalization;

namespace CosmosNvme.Shell.Commands;

/// <summary>Waits.</summary>
internal sealed class SleepCommand : ShellCommand
{
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(20);

    /// <inheritdoc/>
    internal override string Name => "sleep";

    /// <inheritdoc/>
    internal override string Summary => "Wait for some seconds; Ctrl-C ends it";

    /// <inheritdoc/>
    internal override string Arguments => "SECONDS";

    /// <inheritdoc/>
    internal override string Details => "  SECONDS   may have a fraction: 0.5";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        if (context.Arguments.Count != 1
            || !double.TryParse(context.Arguments[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
            || seconds > s_longest.TotalSeconds)
        {
            throw new UsageException($"say how many seconds, at most {s_longest.TotalSeconds:0}");
        }

        context.Output.Flush();
        context.Interrupted.WaitHandle.WaitOne(TimeSpan.FromSeconds(seconds));
        context.Interrupted.ThrowIfCancellationRequested();
        return 0;
    }
}
