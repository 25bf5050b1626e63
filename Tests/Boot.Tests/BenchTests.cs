using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Boot.Tests;

/// <summary>The shell's measurements on an emulated controller: they run and count; how fast it is says nothing here.</summary>
[Category("Boot")]
[Parallelizable(ParallelScope.All)]
internal sealed class BenchTests
{
    private const long DiskBytes = 64 << 20;
    private const int ImageBytes = 8 << 20;

    // For all of a mebibyte, in milliseconds of work, on a machine that its host does not run for a second.
    private const string LongEnough = "1.5";

    [TestCase("--engine=poll --rw=randread --iodepth=32 --batch=16", "read")]
    [TestCase("--engine=poll --rw=write --bs=128K --iodepth=8 --batch=8 --force", "write", Category = "Long")]
    [TestCase("--engine=interrupt --rw=randread --iodepth=32 --batch=16", "read")]
    [TestCase("--engine=async --rw=randrw --iodepth=8 --numjobs=2 --cpus=0-1 --force", "write", Category = "Long")]
    [TestCase("--engine=hybrid --rw=read --bs=64K", "read", Category = "Long")]
    [TestCase("--engine=file --rw=randread", "read", Category = "Long")]
    public void Bench_OnAController_CountsRequests(string options, string name)
    {
        MachineResult result = Boots.RunOrderly(new MachineProfile
        {
            Controllers = [new() { Namespaces = [new() { Backing = new NullBacking(DiskBytes) }] }],
            KernelArguments = "nvme.direct_queues=1",
            Exec = $"bench /dev/nvme0n1 {options} --runtime=0.5 --ramp_time=0.2 -o json",
        });
        using JsonDocument json = JsonDocument.Parse(result.Console);
        JsonElement direction = json.RootElement.GetProperty(name);
        long count = direction.GetProperty("total_ios").GetInt64();
        long[] percentiles = [.. direction.GetProperty("lat_ns").GetProperty("percentile").EnumerateObject().Select(entry => entry.Value.GetInt64())];

        // A host that does not run the machine for half a second leaves few.
        Assert.That(count, Is.Positive);
        Assert.That(percentiles, Is.Ordered.And.All.GreaterThan(0));
        Assert.That(json.RootElement.GetProperty("cpu_busy_ns").GetInt64(), Is.GreaterThan(0));
    }

    [Test]
    [Category("Long")]
    public void Top_WhileAJobOwnsAQueue_ShowsWhatItDoes()
    {
        MachineResult result = Boots.RunOrderly(new MachineProfile
        {
            Controllers = [new() { Namespaces = [new() { Backing = new NullBacking(DiskBytes) }] }],
            Cpus = 2,
            KernelArguments = "nvme.direct_queues=1",
            Exec = "bench /dev/nvme0n1 --engine=poll --rw=randread --iodepth=32 --batch=16 --runtime=5 --ramp_time=0.1 | nvme top -n 2 -o json > /top; cat /top",
        });
        string[] reports = result.Console.Split("}\n{");
        using JsonDocument json = JsonDocument.Parse(reports.Length == 2 ? "{" + reports[1] : result.Console);
        JsonElement[] queues = [.. json.RootElement.GetProperty("controllers")[0].GetProperty("queues").EnumerateArray()];
        JsonElement lent = queues[^1];
        Assert.That(queues, Has.Length.EqualTo(4), "admin, one for each CPU, and the one that is lent");
        Assert.That(lent.GetProperty("commands").GetInt64(), Is.Positive);
        Assert.That(lent.GetProperty("bytes_read").GetInt64(), Is.EqualTo(lent.GetProperty("commands").GetInt64() * 4096).Within(10).Percent);
        Assert.That(lent.GetProperty("latency_ns").GetProperty("p50").GetInt64(), Is.Positive);
    }

    [TestCase("poll")]
    [TestCase("interrupt", Category = "Long")]
    [TestCase("async", Category = "Long")]
    public void Verify_OnAController_FindsWhatWasWrittenAndNothingElse(string engine)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, new byte[ImageBytes]);
            string options = $"/dev/nvme0n1 --engine={engine} --iodepth=8 --batch=4 --size=1M --verify --ramp_time=0.1";
            MachineResult result = Machine.Run(new MachineProfile
            {
                Controllers = [ControllerSpec.With(new ImageBacking(path) { KeepsImage = true })],
                KernelArguments = "nvme.direct_queues=1",
                Exec = $"bench {options} --runtime={LongEnough} --rw=write --bs=16K --force; bench {options} --runtime=0.3 --rw=randread --bs=8K; dd if=/dev/zero of=/dev/nvme0n1 bs=4096 count=1 status=none; bench {options} --runtime={LongEnough} --rw=read --bs=8K",
                TimeLimit = TimeSpan.FromMinutes(2),
            });
            Assert.That(result.Console, Does.Match("(?s)  write: IOPS=.*  read: IOPS=.*block 0 of /dev/nvme0n1 does not hold what was written there"), result.ToString());
            Assert.That(result.Console.Split("does not hold"), Has.Length.EqualTo(2), "once: before something else was written there, all was found");
        }
        finally
        {
            File.Delete(path);
        }
    }
}
