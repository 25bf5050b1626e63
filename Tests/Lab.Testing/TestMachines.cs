using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace CosmosNvme.Lab.Testing;

/// <summary>Which test started which machines. Thread-safe: tests run in parallel.</summary>
internal static class TestMachines
{
    // A test with a hundred boots fails by one of its last.
    private const int KeptPerTest = 4;
    private const int LongestFolderName = 200;

    private static readonly ConcurrentDictionary<string, ConcurrentQueue<Machine>> s_machines = new();

    static TestMachines() => Machine.Started += Add;

    /// <summary>Begins to listen; calling it again does nothing.</summary>
    internal static void Watch()
    {
    }

    /// <summary>The machines that a test or a fixture's set-up started last.</summary>
    internal static IReadOnlyList<Machine> Of(ITest test) => s_machines.TryGetValue(test.Id, out ConcurrentQueue<Machine>? machines) ? [.. machines] : [];

    /// <summary>Forgets the machines of a test that is over.</summary>
    internal static void Forget(ITest test) => s_machines.TryRemove(test.Id, out _);

    /// <summary>Writes what the machines of a test and of the fixtures around it said, each in a folder of its own if there are several.</summary>
    /// <returns>The folder; null if there was no machine.</returns>
    internal static string? Save(ITest test)
    {
        List<Machine> machines = [];
        for (ITest? each = test; each is not null; each = each.Parent)
        {
            machines.AddRange(Of(each));
        }

        string folder = Folder(test);
        Remove(test);
        for (int i = 0; i < machines.Count; i++)
        {
            string number = (i + 1).ToString(CultureInfo.InvariantCulture);
            machines[i].Snapshot().Save(machines.Count == 1 ? folder : Path.Combine(folder, number));
        }

        return machines.Count == 0 ? null : folder;
    }

    /// <summary>
    /// Writes what the machines of fixtures said whose set-up or tear-down failed (no test of theirs could do it), and stops what fixtures left running.
    /// </summary>
    /// <param name="result">The result of everything.</param>
    internal static void Finish(ITestResult result)
    {
        // A fixture is red already when one of its tests is, and that one has saved the machines.
        if (result.ResultState is { Status: TestStatus.Failed, Site: FailureSite.SetUp or FailureSite.TearDown } && Of(result.Test).Count > 0)
        {
            Save(result.Test);
        }

        foreach (Machine machine in Of(result.Test).Where(machine => machine.IsRunning))
        {
            machine.StopAsync().GetAwaiter().GetResult();
        }

        Forget(result.Test);
        foreach (ITestResult child in result.Children)
        {
            Finish(child);
        }
    }

    /// <summary>Removes what an earlier run of the test left.</summary>
    internal static void Remove(ITest test)
    {
        if (Directory.Exists(Folder(test)))
        {
            Directory.Delete(Folder(test), recursive: true);
        }
    }

    private static string Folder(ITest test)
    {
        const string Prefix = "CosmosNvme.";
        string name = test.FullName.StartsWith(Prefix, System.StringComparison.Ordinal) ? test.FullName[Prefix.Length..] : test.FullName;
        string legal = string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) || "._-(),=+".Contains(letter, System.StringComparison.Ordinal) ? letter : '_'));
        return Path.Combine(RepositoryPaths.LabResults, legal.Length <= LongestFolderName ? legal : legal[..LongestFolderName]);
    }

    private static void Add(Machine machine)
    {
        ConcurrentQueue<Machine> machines = s_machines.GetOrAdd(TestExecutionContext.CurrentContext.CurrentTest.Id, _ => new ConcurrentQueue<Machine>());
        machines.Enqueue(machine);
        while (machines.Count > KeptPerTest && machines.TryPeek(out Machine? oldest) && !oldest.IsRunning)
        {
            machines.TryDequeue(out _);
        }
    }
}
