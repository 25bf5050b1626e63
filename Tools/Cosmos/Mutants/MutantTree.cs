using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using System.Xml.Linq;
using CosmosNvme.Lab;

namespace CosmosNvme.Cosmos;

/// <summary>
/// A copy of the repository's sources that mutants are applied to, one at a time. It is kept between runs, so that each mutant builds
/// only what it changes.
/// </summary>
internal sealed class MutantTree
{
    private const int TimedOut = -1;

    // What a mutant may take: some loop for ever, and some collect things while they do.
    private const string HeapLimitInHexadecimal = "80000000";
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);

    private readonly string _source;
    private readonly string _root;

    private MutantTree(string source, string root)
    {
        _source = source;
        _root = root;
    }

    /// <summary>Brings the copy up to date with the repository's working tree.</summary>
    /// <param name="source">The repository.</param>
    /// <param name="root">The folder of the copy.</param>
    internal static MutantTree Open(string source, string root)
    {
        Directory.CreateDirectory(root);
        string[] files = ToolRunner.RunOrThrow("git", "-C", source, "ls-files", "-z", "-co", "--exclude-standard")
            .Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Where(file => File.Exists(Path.Combine(source, file)))
            .ToArray();
        MutantTree tree = new(source, root);
        tree.RemoveAllBut(files);
        foreach (string file in files)
        {
            tree.Update(file);
        }

        // A repository of its own, for git to take paths in patches as relative to it.
        ToolRunner.RunOrThrow("git", "init", "--quiet", root);
        return tree;
    }

    /// <summary>Applies a mutant, runs its tests, and takes it back.</summary>
    internal MutantResult Try(Mutant mutant)
    {
        Stopwatch clock = Stopwatch.StartNew();
        string[] touched = TouchedFiles(mutant);
        (int applied, _, string complaint) = ToolRunner.Run("git", "-C", _root, "apply", "--whitespace=nowarn", mutant.File);
        if (applied != 0)
        {
            return new MutantResult(mutant, MutantVerdict.Broken, $"the patch does not apply: {complaint.Trim()}", clock.Elapsed);
        }

        try
        {
            (MutantVerdict verdict, string detail) = RunTests(mutant);
            return new MutantResult(mutant, verdict, detail, clock.Elapsed);
        }
        finally
        {
            foreach (string file in touched)
            {
                File.Copy(Path.Combine(_source, file), Path.Combine(_root, file), overwrite: true);
                File.SetLastWriteTimeUtc(Path.Combine(_root, file), DateTime.UtcNow);
            }
        }
    }

    /// <summary>Builds a mutant's suite as the tree is now, with the kernel that it boots, and runs its tests.</summary>
    /// <returns>Caught with the name of the failed test; Survived with a count; or Broken with the reason.</returns>
    internal (MutantVerdict Verdict, string Detail) RunTests(Mutant mutant)
    {
        string project = Path.Combine(_root, "Tests", mutant.Suite, mutant.Suite + ".csproj");
        string results = Path.Combine(_root, "artifacts", "mutant-results");
        if (Directory.Exists(results))
        {
            Directory.Delete(results, recursive: true);
        }

        string[] builds = mutant.Kernel is null ? [project] : [Path.Combine(_root, mutant.Kernel), project];
        foreach (string build in builds)
        {
            // A mutant is to be noticed by tests: what analyzers say of it does not count.
            (int built, string log) = Dotnet("build", build, "-c", "Release", "-v", "q", "-nologo", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-p:RunAnalyzers=false", "-p:TreatWarningsAsErrors=false");
            if (built != 0)
            {
                string error = log.Split('\n').FirstOrDefault(line => line.Contains(": error ", StringComparison.Ordinal)) ?? log;
                return (MutantVerdict.Broken, $"it does not build: {error.Trim()}");
            }
        }

        string assembly = new TestProject(mutant.Suite, project, BootsMachines: mutant.Kernel is not null).Assembly!;
        (int code, string output) = Dotnet("test", assembly, "--nologo", "--filter", mutant.Filter, "--logger", "trx;LogFileName=mutant.trx", "--results-directory", results);
        if (code == TimedOut)
        {
            return (MutantVerdict.Caught, $"the tests were still running after {s_limit.TotalMinutes:0} minutes");
        }

        string trx = Path.Combine(results, "mutant.trx");
        IReadOnlyList<TestResult> tests = File.Exists(trx) ? TrxFile.Read(XDocument.Load(trx), new HashSet<string>()) : [];
        if (tests.FirstOrDefault(test => test.Outcome == TestOutcome.Failed) is TestResult failed)
        {
            return (MutantVerdict.Caught, $"{failed.Fixture}.{failed.Name}");
        }

        int passed = tests.Count(test => test.Outcome == TestOutcome.Passed);
        return passed > 0 && code == 0
            ? (MutantVerdict.Survived, $"{passed} tests passed")
            : (MutantVerdict.Broken, $"no test ran ('{mutant.Filter}' of {mutant.Suite}):\n{output}");
    }

    private static (int ExitCode, string Output) Dotnet(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_GCHeapHardLimit"] = HeapLimitInHexadecimal;
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(s_limit))
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            return (TimedOut, "");
        }

        return (process.ExitCode, output.GetAwaiter().GetResult() + errors.GetAwaiter().GetResult());
    }

    private static string[] TouchedFiles(Mutant mutant) =>
    [
        .. File.ReadLines(mutant.File)
            .Where(line => line.StartsWith("+++ b/", StringComparison.Ordinal))
            .Select(line => line["+++ b/".Length..].Trim()),
    ];

    private void Update(string file)
    {
        FileInfo original = new(Path.Combine(_source, file));
        FileInfo copy = new(Path.Combine(_root, file));
        if (!copy.Exists || copy.Length != original.Length || !File.ReadAllBytes(copy.FullName).AsSpan().SequenceEqual(File.ReadAllBytes(original.FullName)))
        {
            copy.Directory!.Create();
            original.CopyTo(copy.FullName, overwrite: true);
            copy.LastWriteTimeUtc = DateTime.UtcNow;
        }
    }

    // A file that is gone from the repository would still be compiled in the copy.
    private void RemoveAllBut(string[] files)
    {
        HashSet<string> kept = [.. files];
        EnumerationOptions all = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };
        foreach (string file in Directory.EnumerateFiles(_root, "*.cs*", all).ToArray())
        {
            string path = Path.GetRelativePath(_root, file);
            if (!kept.Contains(path) && !path.Split('/').Any(part => part is "bin" or "obj" or "artifacts" or ".git"))
            {
                File.Delete(file);
            }
        }
    }
}
