using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace CosmosNvme.Cosmos;

/// <summary>Writes what tests did: a tree while they run, then the failures, then the totals that scripts read.</summary>
internal static class TestReport
{
    /// <summary>Writes a project's part of the tree.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="project">The project.</param>
    internal static void WriteProject(TextWriter output, ProjectResult project)
    {
        if (project.Tests.Count == 0)
        {
            return;
        }

        Line(output, project.Name, project.Tests, project.Duration);
        foreach (IGrouping<string, TestResult> fixture in project.Tests.GroupBy(test => test.Fixture).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            TestResult[] tests = [.. fixture];
            Line(output, "  " + fixture.Key, tests, TimeSpan.FromTicks(tests.Sum(test => test.Duration.Ticks)));
            foreach (TestResult test in tests.Where(test => test.Outcome != TestOutcome.Passed))
            {
                output.WriteLine(test.Outcome == TestOutcome.Failed ? $"    FAILED  {test.Name}" : $"    excluded  {test.Name}: {(test.Message.Length == 0 ? "no reason given" : test.Message)}");
            }
        }
    }

    /// <summary>Writes every failure with its message.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="projects">All projects.</param>
    internal static void WriteFailures(TextWriter output, IReadOnlyList<ProjectResult> projects)
    {
        foreach (ProjectResult project in projects)
        {
            foreach (TestResult test in project.Tests.Where(test => test.Outcome == TestOutcome.Failed))
            {
                output.WriteLine();
                output.WriteLine($"FAILED  {project.Name}: {test.Fixture}.{test.Name}");
                output.WriteLine("  " + test.Message.ReplaceLineEndings("\n  "));
            }
        }
    }

    /// <summary>Writes the totals. The last two lines are a contract.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="projects">All projects.</param>
    /// <param name="duration">How long all tests took.</param>
    internal static void WriteTotals(TextWriter output, IReadOnlyList<ProjectResult> projects, TimeSpan duration)
    {
        TestResult[] tests = [.. projects.SelectMany(project => project.Tests)];
        int excluded = tests.Count(test => test.Outcome == TestOutcome.Excluded) + projects.Sum(project => project.NotSelected);
        TestResult[] run = [.. tests.Where(test => test.Outcome != TestOutcome.Excluded)];
        int failed = run.Count(test => test.Outcome == TestOutcome.Failed);
        output.WriteLine();
        if (run.Length == 0)
        {
            output.WriteLine("No test matches the filter.");
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0} s; results in artifacts/tests, failed machines in artifacts/lab"));
        output.WriteLine($"host {run.Count(test => !test.OnMachine)}, kernel {run.Count(test => test.OnMachine)}, excluded {excluded}");
        output.WriteLine($"{run.Length - failed} passed, {failed} failed");
    }

    private static void Line(TextWriter output, string name, IReadOnlyCollection<TestResult> tests, TimeSpan duration)
    {
        int failed = tests.Count(test => test.Outcome == TestOutcome.Failed);
        string counts = $"{tests.Count(test => test.Outcome == TestOutcome.Passed)} passed{(failed > 0 ? $", {failed} failed" : "")}";
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-44} {counts,-22} {duration.TotalSeconds,8:0.0} s"));
    }
}
