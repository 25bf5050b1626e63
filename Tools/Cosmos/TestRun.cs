using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using System.Xml.Linq;
using CosmosNvme.Lab;

namespace CosmosNvme.Cosmos;

/// <summary>Runs the tests of one project with <c>dotnet test</c>.</summary>
internal static class TestRun
{
    private static readonly TimeSpan s_outputGrace = TimeSpan.FromSeconds(2);

    /// <summary>Runs a project's tests.</summary>
    /// <param name="project">The project, built.</param>
    /// <param name="request">What to run of it.</param>
    /// <param name="folder">Where result files go.</param>
    internal static async Task<ProjectResult> RunAsync(TestProject project, TestRequest request, string folder)
    {
        Stopwatch clock = Stopwatch.StartNew();
        string? assembly = project.Assembly;
        if (assembly is null)
        {
            return Broken(project, clock, $"{project.Name} was not built: is it in CosmosNvme.sln?");
        }

        string trx = Path.Combine(folder, project.Name + ".trx");
        List<string> arguments = ["test"];

        // Coverage needs what only the project file knows; without it the assembly starts faster.
        arguments.AddRange(request.Coverage ? [project.ProjectFile, "--no-build", "-c", "Release", "--collect", "Code Coverage;Format=cobertura"] : [assembly]);
        arguments.AddRange(["--nologo", "--logger", $"trx;LogFileName={project.Name}.trx", "--logger", "console;verbosity=normal", "--results-directory", folder]);
        if (request.Expression is string expression)
        {
            arguments.AddRange(["--filter", expression]);
        }

        string nunitFolder = Path.Combine(folder, "nunit");
        arguments.AddRange(["--", $"NUnit.TestOutputXml={nunitFolder}"]);

        List<string> output = [];
        int code = await RunDotnetAsync(arguments, request.Mode, output, new TestProgress(Console.Error, project.Name));
        if (!File.Exists(trx))
        {
            // With a filter that selects nothing here there is no result file and no failure.
            return code == 0 && request.Expression is not null
                ? new ProjectResult(project.Name, [], await CountAsync(assembly, request.Mode), clock.Elapsed)
                : Broken(project, clock, $"dotnet test ended with status {code} and no results:\n{string.Join('\n', output.TakeLast(40))}");
        }

        string nunit = Path.Combine(nunitFolder, $"CosmosNvme.{project.Name}.xml");
        IReadOnlySet<string> onMachine = File.Exists(nunit) ? NUnitFile.ReadMachineTests(XDocument.Load(nunit)) : new HashSet<string>();
        List<TestResult> tests = [.. TrxFile.Read(XDocument.Load(trx), onMachine)];
        if (code != 0 && tests.All(test => test.Outcome != TestOutcome.Failed))
        {
            tests.Add(new TestResult("(test run)", "the run itself", TestOutcome.Failed, clock.Elapsed, false, string.Join('\n', output.TakeLast(40))));
        }

        int notSelected = request.Expression is null ? 0 : Math.Max(0, await CountAsync(assembly, request.Mode) - tests.Count);
        return new ProjectResult(project.Name, tests, notSelected, clock.Elapsed);
    }

    private static ProjectResult Broken(TestProject project, Stopwatch clock, string message) =>
        new(project.Name, [new TestResult("(test run)", "the run itself", TestOutcome.Failed, clock.Elapsed, false, message)], 0, clock.Elapsed);

    private static async Task<int> CountAsync(string assembly, TestMode mode)
    {
        List<string> output = [];
        await RunDotnetAsync(["test", assembly, "--nologo", "--list-tests"], mode, output, null);
        return output.SkipWhile(line => !line.StartsWith("The following Tests are available", StringComparison.Ordinal)).Skip(1).Count(line => line.StartsWith("    ", StringComparison.Ordinal));
    }

    private static async Task<int> RunDotnetAsync(List<string> arguments, TestMode mode, List<string> output, TestProgress? progress)
    {
        ProcessStartInfo start = new("dotnet", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = RepositoryPaths.Root,
        };
        start.Environment["COSMOS_TEST_MODE"] = mode.ToString().ToLowerInvariant();
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        Lock gate = new();
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task reading = Task.WhenAll(
            ReadAsync(process.StandardOutput, line =>
            {
                lock (gate)
                {
                    output.Add(line);
                }

                progress?.Note(line);
            }),
            ReadAsync(process.StandardError, line =>
            {
                lock (gate)
                {
                    output.Add(line);
                }
            }));

        // A process that a test left behind would keep the pipe open for ever.
        await process.WaitForExitAsync();
        await Task.WhenAny(reading, Task.Delay(s_outputGrace));
        progress?.End();
        return process.ExitCode;
    }

    private static async Task ReadAsync(StreamReader reader, Action<string> take)
    {
        while (await reader.ReadLineAsync() is string line)
        {
            take(line);
        }
    }
}
