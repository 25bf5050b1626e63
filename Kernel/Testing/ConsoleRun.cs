using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using CosmosNvme.Abstractions;
using CosmosNvme.Testing.Protocol;

namespace CosmosNvme.Testing;

/// <summary>Runs tests for a person who looks at the console: a tree, then the totals.</summary>
internal sealed class ConsoleRun(ITerminal terminal, TestEngine engine)
{
    /// <summary>Runs what is selected.</summary>
    /// <returns>True if at least one test ran and none failed.</returns>
    internal bool Run(TestSelection selection)
    {
        TestDescription[] tests = [.. engine.Tests.Where(selection.Includes)];
        WriteLine($"{engine.AssemblyName}: {tests.Length} of {engine.Tests.Length} tests ({selection})");
        if (selection.Category == TestCategories.Destructive && selection.Disk is null)
        {
            WriteLine($"Nothing is overwritten unless a disk is named: add '{TestSelection.DiskKey}=NAME' to the kernel command line.");
        }

        int passed = 0;
        List<string> failed = [];
        string fixture = "";
        if (tests.Length > 0)
        {
            engine.Run(tests.Select(test => test.FullName), (test, verdict) =>
            {
                if (test.Fixture != fixture)
                {
                    fixture = test.Fixture;
                    WriteLine($"  {fixture}");
                }

                passed += verdict.Outcome is TestOutcome.Passed or TestOutcome.Warned ? 1 : 0;
                if (verdict.Outcome == TestOutcome.Failed)
                {
                    failed.Add(test.FullName);
                }

                Write(test, verdict);
            });
        }

        // What failed has left the screen by now.
        WriteLine("");
        foreach (string name in failed)
        {
            WriteLine($"FAILED {name}");
        }

        WriteLine(string.Create(CultureInfo.InvariantCulture, $"{passed} passed, {failed.Count} failed, {engine.Tests.Length - passed - failed.Count} not run"));
        return passed > 0 && failed.Count == 0;
    }

    /// <summary>Keeps the totals on the screen until somebody has read them.</summary>
    internal void WaitForEnter()
    {
        terminal.Write("Enter powers off."u8);
        byte[] key = [0];
        while (terminal.Read(key) > 0 && key[0] is not ((byte)'\r' or (byte)'\n'))
        {
        }

        WriteLine("");
    }

    private void Write(TestDescription test, TestVerdict verdict)
    {
        string word = verdict.Outcome switch
        {
            TestOutcome.Passed => "ok",
            TestOutcome.Warned => "warning",
            TestOutcome.Failed => "FAILED",
            _ => "not run",
        };
        WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {word,-8} {test.Name} ({verdict.Duration.TotalMilliseconds:0} ms)"));
        if (verdict.Outcome != TestOutcome.Passed)
        {
            foreach (string line in Lines(verdict.Message).Concat(Lines(verdict.StackTrace)).Concat(Lines(verdict.Output)))
            {
                WriteLine("             " + line);
            }
        }
    }

    private static IEnumerable<string> Lines(string text)
    {
        using StringReader reader = new(text);
        while (reader.ReadLine() is string line)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return line;
            }
        }
    }

    private void WriteLine(string line) => terminal.Write(Encoding.UTF8.GetBytes(line + "\n"));
}
