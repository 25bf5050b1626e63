using System.Collections.Generic;
using System.Linq;

namespace CosmosNvme.Shell.Commands;

/// <summary>Prints its arguments.</summary>
internal sealed class EchoCommand : ShellCommand
{
    /// <inheritdoc/>
    internal override string Name => "echo";

    /// <inheritdoc/>
    internal override string Summary => "Print the arguments, separated by blanks";

    /// <inheritdoc/>
    internal override string Arguments => "[-n] [TEXT...]";

    /// <inheritdoc/>
    internal override string Details => "  -n   no line end behind the text";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        IEnumerable<string> words = context.Arguments;
        bool lineEnd = true;
        if (context.Arguments.Count > 0 && context.Arguments[0] == "-n")
        {
            lineEnd = false;
            words = context.Arguments.Skip(1);
        }

        context.Output.Write(string.Join(' ', words));
        if (lineEnd)
        {
            context.Output.WriteLine();
        }

        return 0;
    }
}
