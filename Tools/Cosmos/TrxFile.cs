using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Xml.Linq;

namespace CosmosNvme.Cosmos;

/// <summary>Reads the results that VSTest's trx logger writes.</summary>
internal static class TrxFile
{
    private static readonly XNamespace s_trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    /// <summary>Reads results.</summary>
    /// <param name="document">The file.</param>
    /// <param name="onMachine">Full names of the tests that ran inside the kernel; this file does not know categories.</param>
    internal static IReadOnlyList<TestResult> Read(XDocument document, IReadOnlySet<string> onMachine)
    {
        Dictionary<string, XElement> definitions = document.Descendants(s_trx + "UnitTest").ToDictionary(test => (string)test.Attribute("id")!);
        List<TestResult> results = [];
        foreach (XElement result in document.Descendants(s_trx + "UnitTestResult"))
        {
            XElement? definition = definitions.GetValueOrDefault((string)result.Attribute("testId")!);
            string fixture = (string?)definition?.Element(s_trx + "TestMethod")?.Attribute("className") ?? "";
            string name = (string)result.Attribute("testName")!;
            TimeSpan duration = TimeSpan.TryParse((string?)result.Attribute("duration"), CultureInfo.InvariantCulture, out TimeSpan time) ? time : TimeSpan.Zero;
            results.Add(new TestResult(
                WithoutNamespace(fixture),
                name,
                Outcome((string?)result.Attribute("outcome")),
                duration,
                onMachine.Contains($"{fixture}.{name}"),
                Message(result)));
        }

        results.AddRange(RunErrors(document));
        return results;
    }

    // The arguments of a fixture may hold dots of their own.
    private static string WithoutNamespace(string fixture) => fixture[(fixture.Split('(')[0].LastIndexOf('.') + 1)..];

    private static TestOutcome Outcome(string? text) => text switch
    {
        "Passed" => TestOutcome.Passed,
        "NotExecuted" => TestOutcome.Excluded,
        _ => TestOutcome.Failed,
    };

    // A test host that crashed leaves no result for the test that killed it, only an error of the run.
    private static IEnumerable<TestResult> RunErrors(XDocument document) => document.Descendants(s_trx + "RunInfo")
        .Where(info => (string?)info.Attribute("outcome") == "Error")
        .Select(info => new TestResult("(test run)", "the run itself", TestOutcome.Failed, TimeSpan.Zero, false, info.Value.Trim()));

    private static string Message(XElement result)
    {
        XElement? error = result.Descendants(s_trx + "ErrorInfo").FirstOrDefault();
        string trace = (string?)error?.Element(s_trx + "StackTrace") ?? "";

        // NUnit numbers its assertions and says the trace a second time behind the first number.
        int again = trace.IndexOf("\n\n1) ", StringComparison.Ordinal);
        return $"{(string?)error?.Element(s_trx + "Message")}\n{(again >= 0 ? trace[..again] : trace)}".Trim();
    }
}
