using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CosmosNvme.Lab;

namespace CosmosNvme.Cosmos;

/// <summary><c>./cosmos test</c>: builds everything and runs every test, as CI does.</summary>
internal static class TestCommand
{
    /// <summary>Makes the command.</summary>
    internal static Command Create()
    {
        Option<string?> filter = new("--filter")
        {
            Description = "Run a part: a category (Boot, Machine ...), a piece of a test's full name, or a whole VSTest filter expression.",
            HelpName = "X",
        };
        Option<bool> quick = new("--quick") { Description = "A covering subset, about 3 minutes." };
        Option<bool> soak = new("--soak") { Description = "Long tests at their full length." };
        Option<bool> coverage = new("--coverage") { Description = "Measure which lines of the host-tested code are run." };
        Option<string?> kernel = new("--kernel")
        {
            Description = "Run only the tests in this kernel project, which imports KernelTests.targets, on a machine of the lab.",
            HelpName = "PROJECT",
        };
        Command command = new("test", "Build everything and run every test.\n\nExit status: 0 all tests passed and there was at least one, 1 a test failed or there was none, 2 usage or build failed.");
        command.Options.Add(filter);
        command.Options.Add(quick);
        command.Options.Add(soak);
        command.Options.Add(coverage);
        command.Options.Add(kernel);
        command.Validators.Add(result =>
        {
            if (result.GetValue(quick) && result.GetValue(soak))
            {
                result.AddError("--quick and --soak exclude each other.");
            }

            if (result.GetValue(coverage) && result.GetValue(kernel) is not null)
            {
                result.AddError("--coverage measures tests on the host; tests in a kernel run elsewhere.");
            }
        });
        command.SetAction((parsed, _) =>
        {
            TestRequest request = new(
                parsed.GetValue(filter),
                parsed.GetValue(quick) ? TestMode.Quick : parsed.GetValue(soak) ? TestMode.Soak : TestMode.Plain,
                parsed.GetValue(coverage));
            return parsed.GetValue(kernel) is string project ? KernelTestRun.RunAsync(project, request) : RunAsync(request);
        });
        return command;
    }

    private static async Task<int> RunAsync(TestRequest request)
    {
        if (!Packages.Ensure(Packages.All))
        {
            return ExitStatus.Unusable;
        }

        if (!DotnetBuild.Run("everything", Path.Combine(RepositoryPaths.Root, "CosmosNvme.sln")))
        {
            return ExitStatus.Unusable;
        }

        Stopwatch clock = Stopwatch.StartNew();
        string folder = Path.Combine(RepositoryPaths.Artifacts, "tests");
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        IReadOnlyList<ProjectResult> projects = await RunAllAsync(request, folder);
        TestReport.WriteFailures(Console.Out, projects);
        if (request.Coverage)
        {
            CoverageReport.Write(Console.Out, CoverageData.Read(folder, RepositoryPaths.Root));
        }

        TestReport.WriteTotals(Console.Out, projects, clock.Elapsed);
        return projects.All(project => project.Failed == 0) && projects.Any(project => project.Passed > 0) ? ExitStatus.Success : ExitStatus.Failure;
    }
    // Projects that boot machines fill the cores by themselves, one after the other; beside them the others run, where one core is
    // often idle while a build or a test waits.
    private static async Task<IReadOnlyList<ProjectResult>> RunAllAsync(TestRequest request, string folder)
    {
        List<ProjectResult> results = [];
        Lock gate = new();
        async Task RunLaneAsync(IEnumerable<TestProject> lane)
        {
            foreach (TestProject project in lane)
            {
                ProjectResult result = await TestRun.RunAsync(project, request, folder);
                lock (gate)
                {
                    results.Add(result);
                    TestReport.WriteProject(Console.Out, result);
                }
            }
        }

        ILookup<bool, TestProject> lanes = TestProject.FindAll(RepositoryPaths.Root).ToLookup(project => project.BootsMachines);
        await Task.WhenAll(RunLaneAsync(lanes[false]), RunLaneAsync(lanes[true]));
        return results;
    }
}
