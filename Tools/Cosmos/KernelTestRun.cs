using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using CosmosNvme.KernelRunner;
using CosmosNvme.Lab;
using CosmosNvme.Testing.Protocol;

namespace CosmosNvme.Cosmos;

/// <summary><c>./cosmos test --kernel</c>: builds a kernel that holds tests, of whomever, and runs these on a machine of the lab.</summary>
internal static class KernelTestRun
{
    private const int Cpus = 2;

    private static readonly TimeSpan s_bootLimit = TimeSpan.FromMinutes(2);

    /// <summary>Builds and runs.</summary>
    /// <param name="project">The kernel's project file.</param>
    /// <param name="request">Which of its tests.</param>
    /// <returns>One of <see cref="ExitStatus"/>.</returns>
    internal static async Task<int> RunAsync(string project, TestRequest request)
    {
        if (!File.Exists(project))
        {
            Console.Error.WriteLine($"There is no project {project}.");
            return ExitStatus.Unusable;
        }

        string name = Path.GetFileNameWithoutExtension(project);
        if (!Packages.Ensure(Packages.All) || !DotnetBuild.Run(name, Path.GetFullPath(project)))
        {
            return ExitStatus.Unusable;
        }

        string image = ToolRunner.RunOrThrow("dotnet", "msbuild", project, "-nologo", "-p:Configuration=Release", "-getProperty:KernelImagePath").Trim();
        if (!File.Exists(image))
        {
            Console.Error.WriteLine($"{name} is no kernel: it has no image at '{image}'. See Kernel/Build/KernelTests.targets.");
            return ExitStatus.Unusable;
        }

        DirectoryInfo folder = Directory.CreateTempSubdirectory("cosmos-kernel-test-");
        try
        {
            return await RunAsync(name, TestMachineProfile.Create(image, Cpus, Percent(request.Mode), folder.FullName), request);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Whether a request asks for a test.</summary>
    /// <param name="test">The test.</param>
    /// <param name="filter">A category or a piece of a full name; null for all tests but those that run only when they are named.</param>
    internal static bool Selects(TestDescription test, string? filter) => string.IsNullOrEmpty(filter)
        ? !test.IsExplicit
        : (test.Categories.Contains(filter) && !test.IsExplicit) || test.FullName.Contains(filter, StringComparison.OrdinalIgnoreCase);

    private static async Task<int> RunAsync(string name, MachineProfile profile, TestRequest request)
    {
        Stopwatch clock = Stopwatch.StartNew();
        await using KernelTestRunner runner = new(profile, s_bootLimit);
        List<TestResult> results = [];
        try
        {
            ImmutableArray<TestDescription> tests = await runner.ListAsync();
            TestProgress progress = new(Console.Error, name);
            foreach (TestDescription test in tests)
            {
                KernelTestResult? result = Selects(test, request.Filter) ? await runner.RunAsync(test.FullName, Limit(request.Mode)) : null;
                result?.Machine?.Save(Path.Combine(RepositoryPaths.LabResults, string.Join('_', test.FullName.Split('/', '"', ' ', ';'))));
                results.Add(Convert(test, result));
                progress.Note($"  {results[^1].Outcome} {test.FullName}");
            }

            progress.End();
            await runner.PowerOffAsync();
        }
        catch (Exception e) when (e is KernelRunException or JudgeException)
        {
            results.Add(new TestResult("(test run)", "the run itself", TestOutcome.Failed, clock.Elapsed, true, e.Message));
        }

        ProjectResult project = new(name, results, 0, clock.Elapsed);
        TestReport.WriteProject(Console.Out, project with { Tests = [.. results.Where(test => test.Outcome != TestOutcome.Excluded)] });
        TestReport.WriteFailures(Console.Out, [project]);
        TestReport.WriteTotals(Console.Out, [project], clock.Elapsed);
        return project.Failed == 0 && project.Passed > 0 ? ExitStatus.Success : ExitStatus.Failure;
    }

    private static TestResult Convert(TestDescription test, KernelTestResult? result)
    {
        string fixture = test.Fixture[(test.Fixture.Split('(')[0].LastIndexOf('.') + 1)..];
        TestOutcome outcome = result?.Outcome switch
        {
            Testing.Protocol.TestOutcome.Passed or Testing.Protocol.TestOutcome.Warned => TestOutcome.Passed,
            Testing.Protocol.TestOutcome.Failed => TestOutcome.Failed,
            _ => TestOutcome.Excluded,
        };
        return new TestResult(fixture, test.Name, outcome, result?.Duration ?? TimeSpan.Zero, true, $"{result?.Message}\n{result?.StackTrace}".Trim());
    }

    private static int Percent(TestMode mode) => mode switch
    {
        TestMode.Quick => 5,
        TestMode.Soak => 1000,
        _ => 100,
    };

    private static TimeSpan Limit(TestMode mode) => TimeSpan.FromMinutes(mode == TestMode.Soak ? 30 : 4);
}
