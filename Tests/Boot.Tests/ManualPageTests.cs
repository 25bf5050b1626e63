using System;
using System.Collections.Concurrent;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Boot.Tests;

/// <summary>The statements of NetBSD's manual page nvme(4) (docs/manual-page.md), seen on machines. Several tests look at what one machine said.</summary>
[Category("ManualPage")]
internal sealed class ManualPageTests
{
    private const int Cpus = 4;
    private const string Shown = "nvme list; intrctl list; ps";
    private const string Affinity = "QueueAffinityTests.Submitters_Pinned";

    private readonly ConcurrentDictionary<string, Lazy<MachineResult>> _results = new();
    private DirectoryInfo _folder = null!;
    private ControllerSpec _controller = null!;

    private static int[] CpuCounts => TestScale.Pick<int[]>(quick: [Cpus], plain: [Cpus, 8], soak: [Cpus, 8, 16]);

    // With a vector for each queue and one for the admin queue.
    private MachineResult Messages => Once("messages", new MachineProfile { Cpus = Cpus, Controllers = [_controller], Exec = Shown });

    // The wire is moved to CPU 2 between two readings of the disk.
    private MachineResult Pin => Once("pin", new MachineProfile
    {
        Machine = MachineType.Pc,
        Cpus = Cpus,
        Interrupts = InterruptMode.IntX,
        Controllers = [_controller],
        Exec = "sha256sum /dev/nvme0n1; intrctl list; intrctl affinity -i 'ioapic0 pin 10' -c 2; intrctl list; sha256sum /dev/nvme0n1; intrctl list",
    });

    [OneTimeSetUp]
    public void MakeDisk()
    {
        const int DiskBytes = 8 * 1024 * 1024;
        _folder = Directory.CreateTempSubdirectory("cosmos-manual-");
        string path = Path.Combine(_folder.FullName, "disk.img");
        byte[] content = new byte[DiskBytes];
        new Random(4).NextBytes(content);
        File.WriteAllBytes(path, content);
        _controller = ControllerSpec.With(new ImageBacking(path) { KeepsImage = true });
    }

    [OneTimeTearDown]
    public void RemoveDisk() => _folder.Delete(recursive: true);

    [Property("ManualPage", 1)]
    [Test]
    [Category("Long")]
    public void Controllers_ThatFollowTheSpecification_AreSupported() =>
        Assert.That(Messages.Log, Does.Match("info: nvme0: QEMU NVMe Ctrl, NVMe 1.4, .*, 1 namespaces"));

    [Property("ManualPage", 3)]
    [Test]
    [Category("Long")]
    public void Command_ShowsControllersAndNamespaces() =>
        Assert.That(Messages.Console, Does.Match("(?m)^/dev/nvme0n1 .*QEMU NVMe Ctrl .* 8.39 +MB / +8.39 +MB +512 +B"));

    [Property("ManualPage", 4)]
    [Test]
    public void Queues_AreTheCpusOwn([ValueSource(nameof(CpuCounts))] int cpus) =>
        Assert.That(Pinned(cpus, InterruptMode.Auto).Log, Does.Contain($", {cpus} I/O queues of "));

    [Property("ManualPage", 5)]
    [Test]
    public void Interrupts_AreMessages_AndAWireOnOldSystems()
    {
        Assert.That(Messages.Log, Does.Contain("MSI-X vectors"));
        Assert.That(Pin.Log, Does.Contain("interrupt pin at ioapic0 pin 10"));
    }

    [Property("ManualPage", 7)]
    [Test]
    [Category("Long")]
    public void Interrupts_OfTheQueues_AreOnDistinctCpus()
    {
        ListedInterrupt[] queues = [.. InterruptListing.Last(Messages).Where(row => row.Name.StartsWith("nvme0 q", StringComparison.Ordinal))];
        Assert.That(queues.Select(row => row.Cpu), Is.EqualTo(Enumerable.Range(0, Cpus)));
    }

    // Vectors that the controller has, and those that are used.
    [Property("ManualPage", 8)]
    [TestCase(65, Cpus + 1, Category = "Long")]
    [TestCase(Cpus + 1, Cpus + 1, Category = "Long")]
    [TestCase(3, 3)]
    public void Vectors_AreAsManyAsThereCanBe_AtMostOnePerCpuAndOneMore(int offered, int used)
    {
        MachineResult result = offered == 65
            ? Messages
            : Boots.RunOrderly(new MachineProfile { Cpus = Cpus, Controllers = [_controller with { MsiXVectors = offered }], Exec = "intrctl list" });

        // Beside those of queues that callers own, which the page does not know.
        ListedInterrupt[] lines = [.. InterruptListing.Last(result).Where(row => row.Name.StartsWith("nvme0", StringComparison.Ordinal))];
        Assert.That(lines.Count(row => !row.Name.StartsWith("nvme0 lent ", StringComparison.Ordinal)), Is.EqualTo(used));
        Assert.That(result.Log, Does.Contain($", {used} MSI-X vectors,"));
    }

    [Property("ManualPage", 12)]
    [Test]
    public void Queues_Have1024Entries_WhereTheControllerCan() => Assert.That(Messages.Log, Does.Contain($"{Cpus} I/O queues of 1024,"));

    [Property("ManualPage", 13)]
    [Test]
    public void Commands_AreSubmittedOnTheCurrentCpu([ValueSource(nameof(CpuCounts))] int cpus) =>
        ExpectOwnCpuOnly(Counts(Pinned(cpus, InterruptMode.Auto), "submitted", cpus));

    [Property("ManualPage", 14)]
    [Test]
    public void Completions_InterruptTheCpuOfTheQueue_FirstQueueCpu0([ValueSource(nameof(CpuCounts))] int cpus)
    {
        ExpectOwnCpuOnly(Counts(Pinned(cpus, InterruptMode.Auto), "interrupted", cpus));
        ExpectOwnCpuOnly(Counts(Pinned(cpus, InterruptMode.Auto), "completed", cpus));
    }

    [Property("ManualPage", 15)]
    [Test]
    [Category("Long")]
    public void Completions_OfTheAdminQueue_InterruptCpu0()
    {
        ListedInterrupt admin = InterruptListing.Last(Messages).Single(row => row.Name == "nvme0 admin");
        Assert.That(admin.Cpu, Is.Zero);
        Assert.That(admin.Counts[0], Is.Positive);
        Assert.That(admin.Counts.Skip(1), Is.All.Zero);
    }

    [Property("ManualPage", 16)]
    [Test]
    [Category("Long")]
    public void Handlers_AreAssignedToOtherCpusByIntrctl()
    {
        ListedInterrupt[] lists = [.. InterruptListing.All(Pin).Select(rows => rows.Single(row => row.Id == "ioapic0 pin 10"))];
        Assert.That(lists.Select(row => row.Cpu), Is.EqualTo(new[] { 0, 2, 2 }));
        Assert.That(lists[2].Counts[2], Is.GreaterThan(lists[1].Counts[2]), "where it goes now");
        Assert.That(lists[2].Counts[0], Is.EqualTo(lists[1].Counts[0]), "where it went before");
    }

    [Property("ManualPage", 17)]
    [Test]
    [Category("Long")]
    public void Handler_WithoutMessages_IsOneForAdminAndIo() =>
        Assert.That(InterruptListing.Last(Pin).Where(row => row.Name.Contains("nvme0", StringComparison.Ordinal)).Select(row => row.Name), Is.EqualTo(new[] { "nvme0" }));

    [Property("ManualPage", 18)]
    [Test]
    [Category("Long")]
    public void WithoutMessages_SubmissionsAreOnTheCurrentCpu_AndInterruptsOnCpu0()
    {
        MachineResult result = Pinned(Cpus, InterruptMode.IntX);
        ExpectOwnCpuOnly(Counts(result, "submitted", Cpus));
        foreach (long[] counts in Counts(result, "interrupted", Cpus))
        {
            Assert.That(counts[0], Is.Positive);
            Assert.That(counts.Skip(1), Is.All.Zero);
        }
    }

    [Property("ManualPage", 20)]
    [Test]
    public void Completions_AreWorkedOffInASoftInterruptOfEachCpu()
    {
        // Thread, state, CPU, priority (the most urgent), affinity, time, name.
        for (int cpu = 0; cpu < Cpus; cpu++)
        {
            Assert.That(Messages.Console, Does.Match($@"(?m)^ +\d+ S +{cpu} +0 {cpu} +\d+:\d\d\.\d\d softint/{cpu}$"));
        }
    }

    // The two boards that QEMU has for this processor.
    [Property("ManualPage", 22)]
    [Test]
    [Category("Long")]
    public void Controllers_EmulatedByQemu_Work()
    {
        Assert.That(Messages.Log, Does.Not.Contain("warning:").And.Not.Contain("error:"));
        Assert.That(Pin.Log, Does.Not.Contain("warning:").And.Not.Contain("error:"));
        Assert.That(Regex.Count(Pin.Console, "^[0-9a-f]{64}  /dev/nvme0n1$", RegexOptions.Multiline), Is.EqualTo(2), Pin.Console);
    }

    // The kernel's own test of threads that stay on their CPUs; it writes its counts into the log.
    private MachineResult Pinned(int cpus, InterruptMode interrupts) =>
        Once($"{Affinity}, {cpus}, {interrupts}", Boots.WithTests(new MachineProfile { Cpus = cpus, Interrupts = interrupts, Controllers = [_controller] }, Affinity, TestScale.Pick(quick: 5, plain: 20, soak: 1000)));

    private MachineResult Once(string key, MachineProfile profile) => _results.GetOrAdd(key, _ => new Lazy<MachineResult>(() => Boots.RunOrderly(profile))).Value;

    // By queue, then by CPU.
    private static long[][] Counts(MachineResult result, string what, int cpus)
    {
        long[][] counts = Regex.Matches(result.Log, $@"affinity: queue \d+:.* {what}((?: \d+)+)")
            .Select(match => match.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => long.Parse(text, CultureInfo.InvariantCulture)).ToArray())
            .ToArray();
        Assert.That(counts, Has.Length.EqualTo(cpus), result.ToString());
        Assert.That(counts.Select(queue => queue.Length), Is.All.EqualTo(cpus));
        return counts;
    }

    private static void ExpectOwnCpuOnly(long[][] counts)
    {
        for (int queue = 0; queue < counts.Length; queue++)
        {
            Assert.That(counts[queue][queue], Is.Positive, $"queue {queue + 1} on its own CPU");
            Assert.That(counts[queue].Where((_, cpu) => cpu != queue), Is.All.Zero, $"queue {queue + 1} elsewhere");
        }
    }
}
