using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;

namespace CosmosNvme.Shell.SelfTests;

/// <summary>Runs the checks of the machine.</summary>
internal sealed class SelfTestCommand : ShellCommand
{
    internal static readonly SelfTest[] Tests =
    [
        .. ExceptionSelfTests.All,
        .. ThreadSelfTests.All,
        .. TimeSelfTests.All,
        .. LibrarySelfTests.All,
        .. MemorySelfTests.All,
    ];

    /// <inheritdoc/>
    internal override string Name => "selftest";

    /// <inheritdoc/>
    internal override string Summary => "Check the machine from managed code";

    /// <inheritdoc/>
    internal override string Arguments => "[-l] [-p PERCENT] [--panic KIND] [NAME...]";

    /// <inheritdoc/>
    internal override string Details =>
        "  -l, --list              list the checks\n" +
        "  -p, --percent PERCENT   amount of work of the long checks, 1 to 1000 (default 100)\n" +
        "  --panic KIND            end the machine in a panic: " + string.Join(", ", DeathSelfTests.All.Select(death => death.Name)) + "\n" +
        "Without names, all checks. The exit status is 1 if one failed.";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        bool list = false;
        int percent = 100;
        OptionReader options = new(context.Arguments);
        while (options.Next() is string option)
        {
            switch (option)
            {
                case "-l" or "--list":
                    list = true;
                    break;
                case "-p" or "--percent":
                    percent = (int)Math.Clamp(options.Number(), 1, 1000);
                    break;
                case "--panic":
                    return Die(context, options.Value());
                default:
                    throw OptionReader.Unknown(option);
            }
        }

        List<SelfTest> chosen = Choose(options.Operands);
        if (list)
        {
            int width = chosen.Max(test => test.Name.Length);
            foreach (SelfTest test in chosen)
            {
                context.Output.WriteLine($"{test.Name.PadRight(width)}  {test.Summary}");
            }

            return 0;
        }

        return Run(context, chosen, percent);
    }

    /// <inheritdoc/>
    internal override IEnumerable<string> CompleteArgument(CommandTable commands) => Tests.Select(test => test.Name);

    private static List<SelfTest> Choose(IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            return [.. Tests];
        }

        List<SelfTest> chosen = [];
        foreach (string name in names)
        {
            chosen.Add(Array.Find(Tests, test => test.Name == name)
                ?? throw new UsageException($"there is no check '{name}'; 'selftest -l' lists them"));
        }

        return chosen;
    }

    private static int Run(CommandContext context, List<SelfTest> chosen, int percent)
    {
        int failed = 0;
        SelfTestContext test = new(context.Machine, percent, context.Interrupted);
        foreach (SelfTest check in chosen)
        {
            context.Interrupted.ThrowIfCancellationRequested();
            Stopwatch time = Stopwatch.StartNew();
            try
            {
                check.Run(test);
                context.Output.WriteLine($"ok {check.Name} ({time.ElapsedMilliseconds} ms)");
            }
            catch (OperationCanceledException) when (context.Interrupted.IsCancellationRequested)
            {
                throw;
            }
            catch (Exception exception)
            {
                failed++;
                string reason = exception is SelfTestFailedException ? exception.Message : exception.ToString();
                context.Output.WriteLine($"FAILED {check.Name}: {reason}");
            }

            // Line by line: if the machine hangs, its last words must be out.
            context.Output.Flush();
        }

        context.Output.WriteLine($"{chosen.Count - failed} passed, {failed} failed");
        return failed == 0 ? 0 : ExitStatus.Failed;
    }

    private static int Die(CommandContext context, string kind)
    {
        (string Name, Action<Abstractions.IMachine> Die) death = Array.Find(DeathSelfTests.All, death => death.Name == kind);
        if (death.Name is null)
        {
            throw new UsageException($"there is no panic '{kind}'; there are {string.Join(", ", DeathSelfTests.All.Select(one => one.Name))}");
        }

        context.Output.Flush();
        death.Die(context.Machine);
        throw new CommandFailedException($"the machine outlived '{kind}'");
    }
}
