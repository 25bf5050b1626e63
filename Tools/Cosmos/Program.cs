using System;
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Threading.Tasks;
using CosmosNvme.Lab;

namespace CosmosNvme.Cosmos;

/// <summary>The <c>./cosmos</c> command line.</summary>
internal static class Program
{
    /// <summary>Parses and runs one command line.</summary>
    /// <param name="arguments">Arguments without the program's name.</param>
    /// <returns>One of <see cref="ExitStatus"/>.</returns>
    internal static async Task<int> Main(string[] arguments)
    {
        ParseResult parsed = Parse(arguments);
        if (parsed.Action is ParseErrorAction)
        {
            foreach (System.CommandLine.Parsing.ParseError error in parsed.Errors)
            {
                Console.Error.WriteLine(error.Message);
            }

            string command = parsed.CommandResult.Parent is null ? "" : parsed.CommandResult.Command.Name + " ";
            Console.Error.WriteLine($"'./cosmos {command}--help' shows what can be said.");
            return ExitStatus.Unusable;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (LabException e)
        {
            Console.Error.WriteLine(e.Message);
            return ExitStatus.Unusable;
        }
    }

    /// <summary>Parses a command line without running it.</summary>
    /// <param name="arguments">Arguments without the program's name.</param>
    internal static ParseResult Parse(string[] arguments)
    {
        // Not a RootCommand, which names itself after the assembly in its help.
        Command root = new("./cosmos", "Builds, runs and tests CosmosNvme, a bare-metal kernel in C# with an NVMe driver.");
        root.Options.Add(new HelpOption { Recursive = true });
        root.Subcommands.Add(RunCommand.Create());
        root.Subcommands.Add(TestCommand.Create());
        root.Subcommands.Add(IsoCommand.Create());
        root.Subcommands.Add(BenchCommand.Create());
        root.Subcommands.Add(FuzzCommand.Create());
        root.Subcommands.Add(MutantsCommand.Create());
        root.Subcommands.Add(DoctorCommand.Create());

        // A shell command may begin with '@', so no argument is ever taken for a response file.
        return root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
    }
}
