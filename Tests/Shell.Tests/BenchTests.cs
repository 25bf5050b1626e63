using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme;
using CosmosNvme.Nvme.Simulator;
using CosmosNvme.Shell.Commands;
using CosmosNvme.Storage;
using NUnit.Framework;

namespace CosmosNvme.Shell.Tests;

/// <summary>What bench measures, says and refuses.</summary>
internal sealed class BenchTests
{
    private const string Short = "--runtime=0.1 --ramp_time=0";

    private byte[] _content = [];
    private FakeTerminal _terminal = null!;
    private ShellSession _session = null!;

    [TestCase("async", "randread", "read")]
    [TestCase("async", "write", "write")]
    [TestCase("hybrid", "read", "read")]
    [TestCase("hybrid", "randwrite", "write")]
    public void Bench_RamDisk_CountsAndPrints(string engine, string pattern, string name)
    {
        string text = Run($"bench /dev/ram0 --engine={engine} --rw={pattern} --iodepth=4 --numjobs=2 --force {Short}");
        Assert.That(_session.LastStatus, Is.Zero, text);
        Assert.That(text, Does.StartWith($"ram0: rw={pattern}, bs=4096, engine={engine}, iodepth=4, batch=1, numjobs=2, "));
        Assert.That(text, Does.Match($@"  {name}: IOPS=[\d.]+[kM]?, BW=[\d.]+ MB/s, \d+ requests\n    lat: min=.*, avg=.*, max=.*\n    percentiles: 1%=.*, 99.99%=.*\n"));
        double drawn = text.Split('\n').Where(line => line.Contains(" .. ", StringComparison.Ordinal)).Sum(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture));
        Assert.That(drawn, Is.EqualTo(100).Within(0.5), "However fast a request was, the histogram has it.");
        Assert.That(_content.AsSpan().ContainsAnyExcept((byte)1), Is.EqualTo(name == "write"), "Only a measurement of writing writes.");
    }

    [TestCase("poll")]
    [TestCase("interrupt")]
    public void Bench_QueueOfAController_IsUsedAndGivenBack(string engine)
    {
        SimulatedController device = new();
        NvmeController controller = Attach(device);
        string[] texts = Run($"bench --engine={engine} --rw=randrw --iodepth=8 --batch=4 --verify --exclude_looks --force --latency-log=/log -o json {Short}; echo ---; cat /log", controller).Split("---\n");
        using JsonDocument json = JsonDocument.Parse(texts[0]);
        long reads = json.RootElement.GetProperty("read").GetProperty("total_ios").GetInt64();
        long writes = json.RootElement.GetProperty("write").GetProperty("total_ios").GetInt64();
        Assert.That(Math.Min(reads, writes), Is.GreaterThan(0));
        Assert.That(json.RootElement.GetProperty("read").GetProperty("lat_ns").GetProperty("N").GetInt64(), Is.EqualTo(reads));
        Assert.That(texts[1].Count(letter => letter == '\n'), Is.EqualTo(reads + writes), "A line for each of them, also of those that come and go together.");
        Assert.That(json.RootElement.GetProperty("cpu_work_ns").GetInt64() > 0, Is.EqualTo(engine == "poll"), "only a job that polls counts its work apart; the fake machine's CPUs do nothing");
        Assert.That(json.RootElement.GetProperty("job options").GetProperty("batch").GetInt32(), Is.EqualTo(4));
        Assert.That(controller.DirectQueuePairsLeft, Is.EqualTo(1));
        controller.ShutDown();
        Assert.That(device.Dma.Outstanding, Is.Zero);
    }

    [Test]
    public void Bench_MoreJobsThanQueues_GivesBackThoseThatItTook()
    {
        SimulatedController device = new();
        NvmeController controller = Attach(device);
        string text = Run($"bench --engine=poll --numjobs=2 {Short}", controller);
        Assert.That((text, _session.LastStatus), Is.EqualTo(("bench: the controller has no queue pair left for job 2: fewer --numjobs, or more with nvme.direct_queues=N on the kernel command line\n", 1)));
        Assert.That(controller.DirectQueuePairsLeft, Is.EqualTo(1));
        controller.ShutDown();
        Assert.That(device.Dma.Outstanding, Is.Zero);
    }

    // At 64 buffers a job, the first one still gets all of its own.
    [TestCase("poll", 1, 20)]
    [TestCase("async", 2, 20)]
    [TestCase("async", 2, 80)]
    [TestCase("hybrid", 2, 80)]
    public void Bench_MemoryEnds_SaysSoAndLeavesNothingBehind(string engine, int jobs, int allocations)
    {
        SimulatedController device = new();
        NvmeController controller = Attach(device);
        device.Dma.AllocationsLeft = allocations;
        string text = Run($"bench --engine={engine} --iodepth=4 --numjobs={jobs} --runtime=100", controller);
        Assert.That((text, _session.LastStatus), Is.EqualTo(("bench: there is not enough memory for so many jobs and their buffers: fewer --numjobs, or a smaller --bs\n", 1)));
        controller.ShutDown();
        Assert.That(device.Dma.Outstanding, Is.Zero);
    }

    [TestCase("hybrid", "randread")]
    [TestCase("async", "write")]
    public void Bench_File_IsMeasuredBySystemIo(string engine, string pattern)
    {
        // The session's tree and the host's both have it: the command looks in one, System.IO in the other.
        string path = $"/tmp/bench-{Guid.NewGuid():N}";
        File.WriteAllBytes(path, new byte[1 << 20]);
        try
        {
            string text = Run($"dd if=/dev/zero of={path} bs=1M count=1 status=none; bench {path} --rw={pattern} {Short}; bench {path} --engine={engine} --rw={pattern} --force {Short}");
            Assert.That(_session.LastStatus, Is.Zero, text);
            Assert.That(text, Does.Contain($"{path}: rw={pattern}, bs=4096, engine={engine}, "));
            Assert.That(text.Contains($"overwrites {path}", StringComparison.Ordinal), Is.EqualTo(pattern == "write"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestCase("async")]
    [TestCase("hybrid")]
    public void Verify_Writing_LeavesWhatReadingFinds(string engine)
    {
        string text = Run(
            $"bench /dev/ram0 --engine={engine} --rw=write --size=64K --verify --force {Short}; " +
            $"bench /dev/ram0 --engine={engine} --rw=randread --size=64K --verify {Short}");
        Assert.That(_session.LastStatus, Is.Zero, text);
        Assert.That(text, Does.Contain("  write: ").And.Contain("  read: "));
    }

    [TestCase("async")]
    [TestCase("hybrid")]
    public void Verify_DiskWithOtherContent_Fails(string engine)
    {
        string text = Run($"bench /dev/ram0 --engine={engine} --rw=read --verify {Short}");
        Assert.That(_session.LastStatus, Is.EqualTo(1));
        Assert.That(text, Does.Contain("block 0 of /dev/ram0 does not hold what was written there"));
    }

    [Test]
    public void Pattern_ElsewhereOrTorn_DoesNotMatch()
    {
        byte[] buffer = new byte[4096];
        BenchPattern.Fill(buffer, 8192);
        Assert.That(BenchPattern.Matches(buffer, 8192), Is.True);
        Assert.That(BenchPattern.Matches(buffer, 4096), Is.False);
        BenchPattern.Fill(buffer.AsSpan(2048), 4096 + 2048);
        Assert.That(BenchPattern.Matches(buffer, 8192), Is.False);
    }

    [Test]
    public void LatencyLog_Jobs_HasALineForEachRequest()
    {
        string text = Run($"bench /dev/ram0 --rw=randrw --bs=8K --force --numjobs=2 --latency-log=/log -o json {Short}; echo ---; cat /log");
        string[] parts = text.Split("---\n");
        using JsonDocument json = JsonDocument.Parse(parts[0]);
        string[] lines = parts[1].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines, Has.All.Match(@"^\d+, \d+, [01], 8192$"));
        Assert.That(lines.Count(line => line.EndsWith(", 0, 8192", StringComparison.Ordinal)), Is.EqualTo(json.RootElement.GetProperty("read").GetProperty("total_ios").GetInt32()));
        Assert.That(lines.Count(line => line.EndsWith(", 1, 8192", StringComparison.Ordinal)), Is.EqualTo(json.RootElement.GetProperty("write").GetProperty("total_ios").GetInt32()));
    }

    [Test]
    public void LatencyLog_Full_CountsWhatItLacks()
    {
        LatencyLog log = new(1);
        log.Note(write: true, ended: 5_000_000, latency: 700, requests: 1);
        log.Note(write: false, ended: 6_000_000, latency: 800, requests: 2);
        using StringWriter output = new();
        log.Write(output, start: 2_000_000, bytes: 512);
        Assert.That(output.ToString(), Is.EqualTo("3, 700, 1, 512\n"));
        Assert.That(log.Lost, Is.EqualTo(2));
    }

    // Queues and buffers go with the measurement: no job may use them any longer.
    [Test]
    public void Execute_ThatThrows_EndsItsJobsFirst()
    {
        using BenchRun run = new(BenchOptions.Parse(["--runtime=60", "--ramp_time=0", "--iodepth=4"]), new RamDisk("ram0", new byte[1 << 20]), controller: null);
        Assert.That(() => run.Execute(new FakeMachine(), (_, _) => throw new IOException("nobody listens"), default), Throws.TypeOf<IOException>());
        long done = run.Jobs.Sum(job => job.Done);
        Thread.Sleep(50);
        Assert.That(run.Jobs.Sum(job => job.Done), Is.EqualTo(done));
    }

    [TestCase("bench /dev/ram7", 1, "there is no disk /dev/ram7")]
    [TestCase("bench /dev/ram0 --engine=file", 1, "/dev/ram0: No such file")] // The host's System.IO does not know it.
    [TestCase("bench /dev/ram0 --engine=poll", 1, "no namespace of an NVMe controller")]
    [TestCase("bench /dev/ram0 --rw=randwrite", 1, "overwrites /dev/ram0")]
    [TestCase("bench /dev/ro --rw=write --force", 1, "/dev/ro is read-only")]
    [TestCase("bench /dev/ram0 --rw=sideways", 2, "'sideways' is none of read, write")]
    [TestCase("bench /dev/ram0 --bs=1000", 2, "no multiple of the disk's block size, 512")]
    [TestCase("bench /dev/ram0 --bs=1G", 2, "not one request of that size fits")]
    [TestCase("bench /dev/ram0 --iodepth=0", 2, "0 is not from 1 to 1023")]
    [TestCase("bench /dev/ram0 --cpus=63", 2, "there is no CPU 63")]
    [TestCase("bench /dev/ram0 --cpus=3-1", 2, "no list of CPUs")]
    [TestCase("bench /dev/ram0 --runtime=soon", 2, "'soon' is no number of seconds")]
    [TestCase("bench /dev/ram0 /dev/ram1", 2, "one argument too many")]
    [TestCase("bench /dev/ram0 --frob", 2, "there is no option '--frob'")]
    public void Bench_CalledWrongly_SaysWhatToDoAndWritesNothing(string command, int status, string message)
    {
        Assert.That(Run(command), Does.Contain(message));
        Assert.That(_session.LastStatus, Is.EqualTo(status));
        Assert.That(_content, Has.All.EqualTo((byte)1));
    }

    [TestCase(0L)]
    [TestCase(15L)]
    [TestCase(16L)]
    [TestCase(1000L)]
    [TestCase(123_456_789L)]
    [TestCase(long.MaxValue)]
    public void Percentile_OfOneValue_IsThatValue(long value)
    {
        BenchLatencies histogram = new();
        histogram.Note(value, 1);
        Assert.That(new[] { histogram.Percentile(1), histogram.Percentile(100), histogram.Minimum, histogram.Maximum }, Is.All.EqualTo(value));
    }

    [Test]
    public void Percentile_OfManyValues_IsRightToABucket()
    {
        BenchLatencies one = new();
        BenchLatencies both = new();
        for (int value = 1; value <= 100_000; value++)
        {
            (value % 2 == 0 ? one : both).Note(value, 1);
        }

        both.Add(one);
        Assert.That((both.Count, both.Minimum, both.Maximum, both.Mean), Is.EqualTo((100_000, 1, 100_000, 50_000.5)));
        foreach (double percent in new[] { 0.1, 1, 50, 99, 99.9, 100 })
        {
            Assert.That(both.Percentile(percent), Is.InRange(percent * 1000, percent * 1000 * 17 / 16), $"{percent} %");
        }

        Assert.That(both.Between(1024, 65536), Is.EqualTo(65536 - 1024));
    }

    [TestCase("randread", 1)]
    [TestCase("read", 3)]
    public void Blocks_OfAnyJob_LieInTheRangeAndOnWholeRequests(string pattern, int jobs)
    {
        BenchOptions options = BenchOptions.Parse([$"--rw={pattern}", "--bs=8K", "--size=80K", $"--numjobs={jobs}"]);
        RamDisk disk = new("ram0", new byte[1 << 20]);
        foreach (int job in Enumerable.Range(0, jobs))
        {
            BenchBlocks blocks = new(options, disk, job);
            ulong[] chosen = [.. Enumerable.Range(0, 1000).Select(number => blocks.Next(out _))];
            Assert.That(chosen.Distinct().Order(), Is.EqualTo(Enumerable.Range(0, 10).Select(place => (ulong)(place * 16))), "every place, and no other");
        }
    }

    // The product of a random number and the number of places has more than 64 bits then.
    [TestCase(1UL << 31, 100)]
    [TestCase(1UL << 32, 100)]
    [TestCase(1UL << 33, 100)]
    [TestCase(1UL << 50, 100)]
    public void Blocks_ChosenAtRandom_AreSpreadEvenlyHoweverLargeTheDisk(ulong places, int perTenth)
    {
        BenchBlocks blocks = new(BenchOptions.Parse(["--rw=randrw", "--bs=512"]), new EmptyDevice(places), job: 0);
        int[] tenths = new int[10];
        int writes = 0;
        for (int number = 0; number < perTenth * tenths.Length; number++)
        {
            tenths[(int)(blocks.Next(out bool write) / ((places / 10) + 1))]++;
            writes += write ? 1 : 0;
        }

        Assert.That(tenths, Has.All.InRange(perTenth / 2, perTenth * 3 / 2));
        Assert.That(writes, Is.InRange(perTenth * 4, perTenth * 6), "of ten tenths");
    }

    private static NvmeController Attach(SimulatedController device)
    {
        device.Namespaces.Add(new SimulatedNamespace(1, 2048));
        NvmeHardware hardware = new() { Registers = device.Registers, Dma = device.Dma, Clock = device.Clock, Cpu = new RuntimeCpuNumber(), NewEvent = static () => new RuntimeThreadEvent(), Log = new MemoryLog() };
        return NvmeController.Attach(0, hardware, new NvmeOptions { DirectQueuePairs = 1 });
    }

    private string Run(string script, params NvmeController[] controllers)
    {
        _terminal = new FakeTerminal();
        _content = [.. Enumerable.Repeat((byte)1, 1 << 20)];
        StorageStack storage = new();
        storage.Devices.Add(new RamDisk("ram0", _content));
        storage.Devices.Add(new RamDisk("ro", _content, isReadOnly: true));
        foreach (NvmeNamespace disk in controllers.SelectMany(controller => controller.Namespaces))
        {
            storage.Devices.Add(disk);
        }

        _session = new ShellSession(_terminal, new FakeMachine(), new FakeLog(), new ShellServices { Nvme = controllers, Storage = storage });
        _session.RunScript(script);
        return _terminal.Output;
    }
}
