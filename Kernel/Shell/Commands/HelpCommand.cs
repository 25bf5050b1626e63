using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace CosmosNvme.Shell.Commands;

/// <summary>Lists the commands, or describes one.</summary>
internal sealed class HelpCommand : ShellCommand
{
    /// <inheritdoc/>
    internal override string Name => "help";

    /// <inheritdoc/>
    internal override string Summary => "List the commands, or describe one";

    /// <inheritdoc/>
    internal override string Arguments => "[COMMAND]";

    /// <summary>Prints what a command does and takes.</summary>
    internal static void Describe(ShellCommand command, TextWriter output)
    {
        output.WriteLine($"Usage: {command.Name} {command.Arguments}".TrimEnd());
        output.WriteLine(command.Summary + ".");
        if (command.Details.Length > 0)
        {
            output.WriteLine();
            output.WriteLine(command.Details);
        }

        output.Flush();
    }

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        if (context.Arguments.Count > 1)
        {
            throw new UsageException("one command at a time");
        }

        CommandTable commands = context.Session.Commands;
        if (context.Arguments.Count == 1)
        {
            string name = context.Arguments[0];
            Describe(commands.Find(name) ?? throw new CommandFailedException($"there is no command '{name}'"), context.Output);
            return 0;
        }

        int width = commands.All.Max(command => command.Name.Length);
        foreach (ShellCommand command in commands.All)
        {
            context.Output.WriteLine($"{command.Name.PadRight(width)}  {command.Summary}");
        }

        context.Output.WriteLine("\n'help COMMAND' or 'COMMAND --help' tells more. Quoting as in sh; ';' separates commands, '>' and '2>' redirect, $? is the last status.");
        return 0;
    }

    /// <inheritdoc/>
    internal override IEnumerable<string> CompleteArgument(CommandTable commands) => commands.All.Select(command => command.Name);
}
