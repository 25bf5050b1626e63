using CosmosNvme.Abstractions;

namespace CosmosNvme.Shell.Commands;

/// <summary>Writes a line to the kernel log.</summary>
internal sealed class LoggerCommand : ShellCommand
{
    /// <inheritdoc/>
    internal override string Name => "logger";

    /// <inheritdoc/>
    internal override string Summary => "Write a line to the kernel log";

    /// <inheritdoc/>
    internal override string Arguments => "[-p LEVEL] TEXT...";

    /// <inheritdoc/>
    internal override string Details => "  -p, --priority LEVEL   error, warning, info or debug; info if not said";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        OptionReader options = new(context.Arguments);
        LogLevel level = LogLevel.Info;
        while (options.Next() is string option)
        {
            if (option is not ("-p" or "--priority"))
            {
                throw OptionReader.Unknown(option);
            }

            string name = options.Value();
            level = DmesgCommand.FindLevel(name) is LogLevel found and not LogLevel.Panic
                ? found
                : throw new UsageException($"'{name}' is no level; say error, warning, info or debug");
        }

        if (options.Operands.Count == 0)
        {
            throw new UsageException("say what to write");
        }

        context.Session.Log.Write(level, string.Join(' ', options.Operands));
        return 0;
    }
}
