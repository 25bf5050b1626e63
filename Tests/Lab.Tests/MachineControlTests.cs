using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using NUnit.Framework;

namespace CosmosNvme.Lab.Tests;

/// <summary>What the lab does to a running machine arrives there.</summary>
[Category("Boot")]
[Parallelizable(ParallelScope.All)]
internal sealed class MachineControlTests
{
    private const string Prompt = "cosmos> ";
    private const int DiskBytes = 8 * 1024 * 1024;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    [Test]
    public void DeviceArguments_DeviceText_IsSplitAtSingleCommas() => Assert.That(
        MachineControl.DeviceArguments("nvme,id=nvme0,serial=a,,b,mdts=1").Select(pair => $"{pair.Key}:{pair.Value}"),
        Is.EqualTo(new[] { "driver:nvme", "id:nvme0", "serial:a,b", "mdts:1" }));

    [Test]
    public async Task SetPropertyAsync_SmartWarning_IsReadBack()
    {
        await using Machine machine = await StartAsync(OneDisk());
        Assert.That(await machine.Control.GetPropertyAsync<int>("nvme0", "smart_critical_warning"), Is.Zero);
        await machine.Control.SetPropertyAsync("nvme0", "smart_critical_warning", JsonValue.Create(4));
        Assert.That(await machine.Control.GetPropertyAsync<int>("nvme0", "smart_critical_warning"), Is.EqualTo(4));
    }

    [Test]
    public async Task AddControllerAsync_FreeRootPort_GainsTheDevice()
    {
        await using Machine machine = await StartAsync(OneDisk() with { Bridges = [new("port", BridgeKind.RootPort), new("other", BridgeKind.RootPort)] });
        Assert.That(await CountControllersAsync(machine), Is.EqualTo(1));
        string one = await machine.Control.AddControllerAsync(ControllerSpec.With(new NullBacking(DiskBytes)) with { Behind = "port" });
        using TemporaryFile image = new(DiskBytes);
        string two = await machine.Control.AddControllerAsync(ControllerSpec.With(new ImageBacking(image.Path) { KeepsImage = true }, 4096) with { Behind = "other" });
        Assert.That(new[] { one, two }, Is.EqualTo(new[] { "nvme1", "nvme2" }));
        Assert.That(await CountControllersAsync(machine), Is.EqualTo(3), await machine.MonitorAsync("info pci"));
        Assert.That(await machine.MonitorAsync("info block"), Does.Contain(image.Path));
    }

    [Test]
    public async Task RequestRemovalAsync_DeviceThatNobodyUsesYet_IsTakenAway()
    {
        await using Machine machine = await StartAsync(OneDisk() with { Bridges = [new("port", BridgeKind.RootPort)] });
        await machine.Control.PauseAsync();
        string added = await machine.Control.AddControllerAsync(ControllerSpec.With(new NullBacking(DiskBytes)) with { Behind = "port" });
        RemovalRequest request = await machine.Control.RequestRemovalAsync(added);
        await machine.Control.WaitForRemovalAsync(request, s_patience);
        Assert.That(await CountControllersAsync(machine), Is.EqualTo(1));
    }

    [Test]
    [Category("Long")]
    public async Task ThrottleAsync_BytesPerSecond_SlowsReadingInProportion()
    {
        await using Machine machine = await StartAsync(OneDisk());
        TimeSpan free = await TimeOfReadingAsync(machine);
        double[] ratios = new double[2];
        for (int i = 0; i < ratios.Length; i++)
        {
            // The limit alone makes the read take this long, however busy the host is.
            double seconds = 4 * (i + 1);
            await machine.Control.ThrottleAsync("nvme0", bytesPerSecond: (long)(DiskBytes / seconds));
            ratios[i] = (await TimeOfReadingAsync(machine)).TotalSeconds / seconds;
        }

        await machine.Control.ThrottleAsync("nvme0");
        TimeSpan freeAgain = await TimeOfReadingAsync(machine);
        TestContext.Out.WriteLine($"free {free.TotalSeconds:0.00} s, share of the limit's time {ratios[0]:0.00} and {ratios[1]:0.00}, free again {freeAgain.TotalSeconds:0.00} s");

        // The first command waits for nothing: it is one of sixteen.
        Assert.That(ratios, Is.All.GreaterThan(0.85));
    }

    [Test]
    public async Task PauseAsync_RunningMachine_StandsStillUntilItIsResumed()
    {
        await using Machine machine = await StartAsync(OneDisk());
        await machine.Control.PauseAsync();
        Assert.That(await machine.Control.GetStatusAsync(), Is.EqualTo("paused"));
        await machine.SendAsync("echo a'w'ake\r");
        Assert.That(async () => await machine.ExpectAsync("awake", TimeSpan.FromSeconds(2)), Throws.TypeOf<LabException>());
        await machine.Control.ResumeAsync();
        Assert.That(await machine.Control.GetStatusAsync(), Is.EqualTo("running"));
        await machine.ExpectAsync("awake", s_patience);
    }

    [TestCaseSource(nameof(Refusals))]
    public async Task Control_WhatQemuRefuses_IsAnExceptionInItsWords(Func<MachineControl, Task> request, string words)
    {
        await using Machine machine = await StartAsync(OneDisk());
        Assert.That(async () => await request(machine.Control), Throws.TypeOf<LabException>().With.Message.Contains(words));
        Assert.That(await machine.Control.GetStatusAsync(), Is.EqualTo("running"));
    }

    [Test]
    public async Task Control_MachineThatIsGone_SaysSo()
    {
        Machine machine = await StartAsync(OneDisk());
        await machine.StopAsync();
        Assert.That(machine.Control.GetStatusAsync, Throws.TypeOf<LabException>());
        await machine.DisposeAsync();
    }

    [Test]
    public void AddControllerAsync_WhatQemuCannotPlugIn_IsRefused()
    {
        ControllerSpec several = new() { Namespaces = [new() { Backing = new NullBacking(1) }, new() { Backing = new NullBacking(1) }] };
        Assert.That(() => QemuDevices.BuildLate(OneDisk(), several, 1), Throws.ArgumentException);
        Assert.That(() => QemuDevices.BuildLate(OneDisk(), several.WithNamespaces(space => space with { Id = 3 }), 1), Throws.ArgumentException);
    }

    private static IEnumerable<TestCaseData> Refusals()
    {
        yield return Refusal("device", control => control.RequestRemovalAsync("nobody"), "'nobody' not found");
        yield return Refusal("property", control => control.GetPropertyAsync<int>("nvme0", "no-such-property"), "no-such-property");
        yield return Refusal("disk", control => control.ThrottleAsync("nobody", 1), "nobody");
        yield return Refusal("command", control => control.ExecuteAsync("no-such-command"), "no-such-command");
        yield return Refusal("file", control => control.AddControllerAsync(ControllerSpec.With(new ImageBacking("/no/such/file"))), "/no/such/file");
    }

    private static TestCaseData Refusal(string name, Func<MachineControl, Task> request, string words) => new TestCaseData(request, words).SetArgDisplayNames(name);

    private static MachineProfile OneDisk() => new() { Controllers = [ControllerSpec.With(new NullBacking(DiskBytes))], TimeLimit = TimeSpan.FromMinutes(5) };

    private static async Task<Machine> StartAsync(MachineProfile profile)
    {
        Machine machine = Machine.Start(profile);
        await machine.ExpectAsync(Prompt, s_patience);
        return machine;
    }

    private static async Task<int> CountControllersAsync(Machine machine) => (await machine.MonitorAsync("info pci")).Split("PCI device 1b36:0010").Length - 1;

    private static async Task<TimeSpan> TimeOfReadingAsync(Machine machine)
    {
        Stopwatch clock = Stopwatch.StartNew();
        await machine.SendAsync("sha256sum /dev/nvme0n1\r");
        await machine.ExpectAsync("  /dev/nvme0n1", s_patience);
        return clock.Elapsed;
    }

    private sealed class TemporaryFile : IDisposable
    {
        internal TemporaryFile(long bytes)
        {
            using FileStream file = File.OpenWrite(Path);
            file.SetLength(bytes);
        }

        internal string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
