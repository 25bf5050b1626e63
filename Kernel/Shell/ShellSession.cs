using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using CosmosNvme.Abstractions;
using CosmosNvme.Shell.Parsing;
using CosmosNvme.Shell.Terminal;

namespace CosmosNvme.Shell;

/// <summary>A shell on a terminal. Used by one thread; blocks and allocates as it likes.</summary>
public sealed class ShellSession
{
    private const string ContinuationPrompt = "> ";

    private readonly ITerminal _terminal;
    private LineEditor? _lineEditor;
    private TerminalInput? _input;

    /// <summary>Makes a shell; prints and reads nothing yet.</summary>
    /// <param name="terminal">Where it reads and writes.</param>
    /// <param name="machine">What its commands show.</param>
    /// <param name="log">What <c>dmesg</c> shows.</param>
    /// <param name="services">What its commands work on; null for nothing.</param>
    public ShellSession(ITerminal terminal, IMachine machine, IKernelLog log, ShellServices? services = null)
        : this(terminal, machine, log, CommandTable.CreateStandard(), services)
    {
    }

    internal ShellSession(ITerminal terminal, IMachine machine, IKernelLog log, CommandTable commands, ShellServices? services = null)
    {
        _terminal = terminal;
        Services = services ?? new ShellServices();
        Machine = machine;
        Log = log;
        Commands = commands;
    }

    /// <summary>What is to happen to the machine when the shell has returned.</summary>
    public ShellOutcome Outcome { get; private set; }

    /// <summary>Exit status of the last command, as <c>$?</c> shows it.</summary>
    public int LastStatus { get; private set; }

    // At the root, where most people stay, it is short.
    private string Prompt => Services.Storage?.Files.WorkingDirectory is string directory and not "/" ? $"cosmos:{directory}> " : "cosmos> ";

    internal IMachine Machine { get; }

    internal IKernelLog Log { get; }

    internal ShellServices Services { get; }

    internal CommandTable Commands { get; }

    /// <summary>True once <c>poweroff</c> or <c>reboot</c> ran.</summary>
    internal bool IsEnding { get; private set; }

    /// <summary>Runs a text of commands; a failed one does not stop those behind it.</summary>
    /// <param name="script">The text; standard input of its commands is empty.</param>
    /// <returns>True if every command had exit status 0. A text with a syntax error runs nothing and is false.</returns>
    public bool RunScript(string script)
    {
        ArgumentNullException.ThrowIfNull(script);
        try
        {
            return RunAll(CommandParser.Parse(script), CancellationToken.None);
        }
        catch (ShellSyntaxException exception)
        {
            Complain(exception.Message);
            return false;
        }
    }

    /// <summary>Reads and runs commands from the terminal until <c>poweroff</c>, <c>reboot</c> or the end of input (Ctrl-D).</summary>
    public void RunInteractive()
    {
        _input = new TerminalInput(_terminal);
        LineHistory history = new();
        _lineEditor = new LineEditor(_terminal, _input, new LineHistory());
        LineEditor editor = new(_terminal, _input, history) { Completer = line => [.. Commands.Complete(line), .. PathCompletion.Complete(Services.Storage?.Files, line)] };
        while (!IsEnding)
        {
            (LineEnd end, IReadOnlyList<SimpleCommand> commands) = ReadCommands(editor, history);
            if (end == LineEnd.EndOfInput)
            {
                return;
            }

            using CancellationTokenSource interrupt = new();
            _input.SetForeground(interrupt);
            try
            {
                RunAll(commands, interrupt.Token);
            }
            finally
            {
                _input.SetForeground(null);
            }
        }
    }

    /// <summary>Ends the shell after the command that calls this.</summary>
    internal void End(ShellOutcome outcome)
    {
        Outcome = outcome;
        IsEnding = true;
    }

    private (LineEnd End, IReadOnlyList<SimpleCommand> Commands) ReadCommands(LineEditor editor, LineHistory history)
    {
        string text = string.Empty;
        while (true)
        {
            (LineEnd end, string line) = editor.ReadLine(text.Length == 0 ? Prompt : ContinuationPrompt);
            if (end == LineEnd.Interrupted)
            {
                LastStatus = ExitStatus.Interrupted;
            }

            if (end != LineEnd.Entered)
            {
                return (end, []);
            }

            history.Add(line);
            text += line;
            try
            {
                return (end, CommandParser.Parse(text));
            }
            catch (ShellSyntaxException exception) when (exception.IsIncomplete)
            {
                text += "\n";
            }
            catch (ShellSyntaxException exception)
            {
                Complain(exception.Message);
                return (end, []);
            }
        }
    }

    private bool RunAll(IReadOnlyList<SimpleCommand> commands, CancellationToken interrupted)
    {
        bool succeeded = true;
        for (int start = 0; start < commands.Count && !IsEnding && !interrupted.IsCancellationRequested;)
        {
            int end = start + 1;
            while (commands[end - 1].IsPiped)
            {
                end++;
            }

            SimpleCommand[] pipeline = [.. commands.Skip(start).Take(end - start)];
            LastStatus = pipeline.Length == 1 ? Run(pipeline[0], null, null, interrupted) : RunPipeline(pipeline, interrupted);
            succeeded &= LastStatus == 0;
            start = end;
        }

        return succeeded;
    }

    // Each command but the last has a thread of its own; the status is the last one's, as POSIX has it.
    private int RunPipeline(SimpleCommand[] commands, CancellationToken interrupted)
    {
        List<Thread> threads = [];
        PipeStream? input = null;
        foreach (SimpleCommand command in commands[..^1])
        {
            PipeStream output = new();
            PipeStream? source = input;
            Thread thread = new(() => Run(command, source, output, interrupted)) { Name = "pipe", IsBackground = true };
            thread.Start();
            threads.Add(thread);
            input = output;
        }

        int status = Run(commands[^1], input, null, interrupted);
        threads.ForEach(thread => thread.Join());
        return status;
    }

    // The pipes' ends are closed behind the command, whatever became of it: its neighbours must not wait for it.
    private int Run(SimpleCommand command, PipeStream? input, PipeStream? output, CancellationToken interrupted)
    {
        try
        {
            return RunConnected(command, input, output, interrupted);
        }
        finally
        {
            input?.CloseReader();
            output?.CloseWriter();
        }
    }

    private int RunConnected(SimpleCommand command, PipeStream? input, PipeStream? output, CancellationToken interrupted)
    {
        string[] words = command.Words.Select(word => word.Expand(LastStatus)).ToArray();
        using CommandStreams streams = new(_terminal, Services.Storage, input, output);
        try
        {
            streams.Redirect(command.Redirections, LastStatus);
        }
        catch (CommandFailedException exception)
        {
            Complain(exception.Message);
            return ExitStatus.Failed;
        }

        if (words.Length == 0)
        {
            return 0;
        }

        if (Commands.Find(words[0]) is not ShellCommand found)
        {
            streams.Error.WriteLine($"cosmos: {words[0]}: command not found; 'help' lists the commands");
            return ExitStatus.NotFound;
        }

        CommandContext context = new()
        {
            Arguments = words[1..],
            Input = streams.Input ?? (_lineEditor is null ? Stream.Null : new TerminalInputStream(_lineEditor, interrupted)),
            Output = streams.Output,
            Error = streams.Error,
            Session = this,
            Interrupted = interrupted,
        };
        return Run(found, context);
    }

    private static int Run(ShellCommand command, CommandContext context)
    {
        try
        {
            return RunToItsEnd(command, context);
        }
        catch (UsageException exception)
        {
            Report(context, $"{command.Name}: {exception.Message}\nTry '{command.Name} --help'.");
            return ExitStatus.Usage;
        }
        catch (CommandFailedException exception)
        {
            Report(context, $"{command.Name}: {exception.Message}");
            return ExitStatus.Failed;
        }
        catch (OperationCanceledException)
        {
            Report(context, "^C");
            return ExitStatus.Interrupted;
        }
        catch (PipeClosedException)
        {
            // Who reads has seen enough; that is nothing to be told of.
            return ExitStatus.Failed;
        }
        catch (IOException exception)
        {
            Report(context, $"{command.Name}: {FileErrors.Describe(exception)}");
            return ExitStatus.Failed;
        }
        catch (Exception exception)
        {
            // A mistake in a command must not take the machine down with it.
            Report(context, $"{command.Name}: this is an error in the command itself: {exception}");
            return ExitStatus.Broken;
        }
    }

    private static int RunToItsEnd(ShellCommand command, CommandContext context)
    {
        if (context.Arguments.TakeWhile(argument => argument != "--").Contains("--help"))
        {
            command.PrintHelp(context);
            context.Output.Flush();
            return 0;
        }

        int status = command.Execute(context);
        context.Output.Flush();
        return status;
    }

    private static void Report(CommandContext context, string message)
    {
        // What the command printed comes first.
        context.Output.Flush();
        context.Error.WriteLine(message);
    }

    private void Complain(string message)
    {
        LastStatus = ExitStatus.Usage;
        _terminal.Write(Encoding.UTF8.GetBytes($"cosmos: {message}\n"));
    }
}
