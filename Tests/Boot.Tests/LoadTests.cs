using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Boot.Tests;

/// <summary>
/// Full queues on every CPU, with checked data, in every way of interrupting: the kernel's own load tests (Tests/Kernel.Tests/Load) on
/// a disk that is slower than they are, so that the queues stay full.
/// </summary>
[Category("Load")]
internal sealed class LoadTests
{
    private const int DiskBytes = 64 * 1024 * 1024;
    private const int RequestsPerSecond = 4000;
    private const string Full = "LoadTests.Queues_FullOnEveryCpu";
    private const string Moving = "LoadTests.Queues_FullWhileInterruptsMove";

    // Least part of the time that a queue is full. It is all of it, unless the host keeps the machine from running, or the threads sleep that
    // poll: these fill a short queue now and then.
    private const int LeastPercent = 80;

    private DirectoryInfo _folder = null!;
    private Backing _disk = null!;

    /// <summary>Percent of a second that an ordinary machine is loaded in each test, and a longer time for some.</summary>
    private static (int Short, int Long) Percent => (TestScale.Pick(quick: 20, plain: 50, soak: 6000), TestScale.Pick(quick: 20, plain: 200, soak: 6000));

    [OneTimeSetUp]
    public void MakeDisk()
    {
        _folder = Directory.CreateTempSubdirectory("cosmos-load-");
        string path = Path.Combine(_folder.FullName, "load.img");
        using (FileStream file = File.Create(path))
        {
            file.SetLength(DiskBytes);
        }

        _disk = new ImageBacking(path) { KeepsImage = true, RequestsPerSecond = RequestsPerSecond };
    }

    [OneTimeTearDown]
    public void RemoveDisk() => _folder.Delete(recursive: true);

    [TestCaseSource(nameof(Machines))]
    public void Queues_FullOfCheckedData_LoseNothing(MachineProfile profile, string tests, int depth, int percent)
    {
        profile = profile.WithBackings(_ => _disk).WithKernelArgument("tests.disk=nvme0n1") with { TimeLimit = TimeSpan.FromMinutes(5) + (4 * TimeSpan.FromSeconds(percent / 100)) };
        MachineResult result = Boots.RunOrderly(Boots.WithTests(profile, tests, percent));
        Match[] loads = Regex.Matches(result.Log, @"load: (full .*), at most ([\d ]+) of (\d+) at once, (\d+) % full: (\d+) requests, (\d+) blocks verified, 0 missed .*").ToArray();
        TestContext.Out.WriteLine(string.Join('\n', Regex.Matches(result.Log, "load: .*").Select(line => line.Value)));
        Assert.That(result.Log, Does.Not.Contain("warning:"), "such as of a wire that was shut off");
        Assert.That(loads, Has.Length.EqualTo(tests.Split('|').Length), result.ToString());
        foreach (Match load in loads)
        {
            int[] most = [.. load.Groups[2].Value.Split(' ').Select(Number)];
            if (profile.Interrupts == InterruptMode.Poll)
            {
                // Threads that sleep between looks do not fill every queue in a short time.
                Assert.That(most, Is.All.AtMost(depth - 1), load.Value);
                Assert.That(most.Max(), Is.EqualTo(depth - 1), load.Value);
            }
            else
            {
                Assert.That(most, Is.All.EqualTo(depth - 1), load.Value);
                Assert.That(Number(load.Groups[4].Value), Is.AtLeast(LeastPercent), load.Value);
            }
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static IEnumerable<TestCaseData> Machines()
    {
        int[] all = TestScale.Pick<int[]>(quick: [], plain: [4], soak: [4, 8]);
        MachineProfile machine = new() { Controllers = [new()] };
        if (all.Length == 0)
        {
            yield return Case("3 vectors", machine.WithControllers(controller => controller with { MsiXVectors = 3 }) with { Cpus = 4 }, $"{Full}|{Moving}", Percent.Short);
        }
        else
        {
            yield return Case("a vector for each queue", machine with { Cpus = 8 }, TestScale.Pick(quick: Full, plain: Full, soak: $"{Full}|{Moving}"), Percent.Long);
            yield return Case("a vector for each queue", machine with { Cpus = 4 }, $"{Full}|{Moving}", Percent.Long);
        }

        foreach (int cpus in all)
        {
            MachineProfile each = machine with { Cpus = cpus };
            foreach (int vectors in new[] { 1, 2, 3 })
            {
                yield return Case($"{vectors} vectors", each.WithControllers(controller => controller with { MsiXVectors = vectors }), TestScale.Pick(quick: Full, plain: Full, soak: $"{Full}|{Moving}"), Percent.Short);
            }

            yield return Case("1 queue pair", each.WithControllers(controller => controller with { IoQueuePairs = 1 }), Full, Percent.Short);
            yield return Case("INTx", each with { Interrupts = InterruptMode.IntX }, $"{Full}|{Moving}", Percent.Short);
            yield return Case("polled", (each with { Interrupts = InterruptMode.Poll }).WithKernelArgument("nvme.depth=4"), Full, Percent.Short, depth: 4);
        }

        foreach (int cpus in TestScale.Pick<int[]>(quick: [], plain: [], soak: [4, 8]))
        {
            yield return Case("INTx through the 8259", (machine with { Cpus = cpus, Interrupts = InterruptMode.IntX }).WithKernelArgument("irqchip=pic"), Full, Percent.Short);
        }
    }

    private static TestCaseData Case(string name, MachineProfile profile, string tests, int percent, int depth = 1024)
    {
        TestCaseData data = new(profile, tests, depth, percent);
        return data.SetArgDisplayNames(string.Create(CultureInfo.InvariantCulture, $"{profile.Cpus} CPUs, {name}"));
    }
}
