using System.Collections.Generic;
using CosmosNvme.Shell.Commands;

namespace CosmosNvme.Shell;

/// <summary>A command of the shell. Stateless: one object serves every call.</summary>
internal abstract class ShellCommand
{
    /// <summary>The word that calls it.</summary>
    internal abstract string Name { get; }

    /// <summary>One line for the list of commands.</summary>
    internal abstract string Summary { get; }

    /// <summary>Its arguments, as in <c>[-n N] FILE</c>; empty if it takes none.</summary>
    internal abstract string Arguments { get; }

    /// <summary>The options and what else a user must know, one line each; empty if there is nothing to add.</summary>
    internal virtual string Details => string.Empty;

    /// <summary>Does the work.</summary>
    /// <returns>The exit status: 0 for success.</returns>
    /// <exception cref="UsageException">The arguments are wrong.</exception>
    /// <exception cref="CommandFailedException">The work could not be done.</exception>
    internal abstract int Execute(CommandContext context);

    /// <summary>Answers --help, wherever among the arguments it stands.</summary>
    internal virtual void PrintHelp(CommandContext context) => HelpCommand.Describe(this, context.Output);

    /// <summary>The words that an argument can be, for completion; none unless the command says so.</summary>
    internal virtual IEnumerable<string> CompleteArgument(CommandTable commands) => [];
}
