using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Boot.Tests;

/// <summary>
/// Faults on QEMU's data path under checked load: what was acknowledged is there afterwards, nobody waits for ever, the driver works again. The load is
/// <c>VerifiedLoad</c> in the kernel that holds tests.
/// </summary>
[Category("Recovery")]
[Parallelizable(ParallelScope.All)]
internal sealed class FaultTests
{
    private const string Load = "RecoveryTests.Faults_FromOutside";
    private const string LoadRuns = "recovery: the load runs";
    private const long DiskBytes = 16 << 20;

    // A block of the second worker's first place.
    private const int Block = 1000;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);
    private static readonly ExpectedEvent[] s_mediumErrors =
    [
        new("pci_nvme_err_aio", "the block driver is told to fail"),
        new("pci_nvme_err_req_status", "and the controller says so"),
    ];

    private DirectoryInfo _folder = null!;

    [OneTimeSetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("cosmos-faults-");

    [OneTimeTearDown]
    public void RemoveFolder() => _folder.Delete(recursive: true);

    [TestCase("read", true, false, Category = "Long")]
    [TestCase("write", true, false)]
    [TestCase("flush", true, false, Category = "Long")]
    [TestCase("read", false, true)]
    [TestCase("write", false, true, Category = "Long")]
    public async Task Medium_ThatFails_LosesNothing(string kind, bool once, bool fails)
    {
        string place = kind == "flush" ? "" : $",inject-error.0.sector={Block}";
        BlockDriverBacking backing = new($"driver=blkdebug,image.driver=file,image.filename={MakeImage()}"
            + $",inject-error.0.event=none,inject-error.0.iotype={kind},inject-error.0.once={(once ? "on" : "off")},inject-error.0.errno=5{place}");
        MachineResult result = await RunAsync(Profile(backing, seconds: 2) with { ExpectedEvents = [.. s_mediumErrors] }, _ => Task.CompletedTask);
        Assert.That(Failed(result), fails ? Is.Positive : Is.Zero, result.ToString());
        Assert.That(result.Log, Does.Not.Contain("is being reset"), result.ToString());
    }

    // Slower than the time-out: commands are aborted in vain, the controller is reset, and all is sent again.
    [Test]
    [Category("Long")]
    public async Task Disk_TooSlow_IsResetAndLosesNothing()
    {
        MachineResult result = await RunAsync(Profile(Image(), seconds: 14, "nvme.io_timeout=2"), async machine =>
        {
            await machine.Control.ThrottleAsync("nvme0", operationsPerSecond: 1);
            await AwaitLogAsync(machine, "is being reset");
            await machine.Control.ThrottleAsync("nvme0");
        });
        Assert.That(result.Log, Does.Contain("is aborted").And.Contain("back in service"), result.ToString());
        Assert.That(Failed(result), Is.Zero, result.ToString());
    }

    // Time stands still for the machine, so nothing is late.
    [Test]
    [Category("Long")]
    public async Task Machine_Paused_GoesOn()
    {
        MachineResult result = await RunAsync(Profile(Image(), seconds: 4, "nvme.io_timeout=2"), async machine =>
        {
            await machine.Control.PauseAsync();
            await Task.Delay(TimeSpan.FromSeconds(4));
            await machine.Control.ResumeAsync();
        });
        Assert.That(result.Log, Does.Not.Contain("is being reset"), result.ToString());
        Assert.That(Failed(result), Is.Zero, result.ToString());
    }

    [Test]
    public async Task Health_WarnedUnderLoad_IsReported()
    {
        MachineResult result = await RunAsync(Profile(Image(), seconds: 4), async machine =>
        {
            await machine.Control.SetPropertyAsync("nvme0", "smart_critical_warning", JsonValue.Create(4));
            await AwaitLogAsync(machine, "critical warning 0x04");
        });
        Assert.That(Failed(result), Is.Zero, result.ToString());
    }

    // With one CPU this QEMU leaves out memory barriers, so that a doorbell in memory may get lost at any time.
    [Test]
    [Category("Long")]
    public async Task Machine_WithoutBarriers_LosesNothing()
    {
        MachineProfile profile = Profile(Image(), seconds: 8, "nvme.io_timeout=5") with { Cpus = 1, QemuArguments = ["-smp", "1,maxcpus=1"] };
        MachineResult result = await RunAsync(profile, _ => Task.CompletedTask);
        Assert.That(Failed(result), Is.Zero, result.ToString());
    }

    [Test]
    [Category("Long")]
    public async Task WriteCache_SwitchedUnderLoad_LosesNothing()
    {
        MachineResult result = await RunAsync(Profile(Image(), seconds: 3, test: "RecoveryTests.WriteCache_Switched"), _ => Task.CompletedTask);
        Assert.That(Failed(result), Is.Zero, result.ToString());
    }

    [Test]
    [Category("Long")]
    public async Task Card_AskedToGoUnderLoad_EndsRequests()
    {
        MachineProfile profile = Profile(Image(), seconds: 1, test: "RecoveryTests.Removal_FromOutside");
        profile = profile with { Controllers = [profile.Controllers[0] with { Behind = "port" }], Bridges = [new("port", BridgeKind.RootPort)] };
        MachineResult result = await RunAsync(profile, machine => machine.Control.RequestRemovalAsync("nvme0"));
        Assert.That(result.Log, Does.Contain("nvme0n1 was taken out of service").And.Contain("every request has ended"), result.ToString());
    }

    private ImageBacking Image() => new(MakeImage());

    private string MakeImage()
    {
        string path = Path.Combine(_folder.FullName, $"{Guid.NewGuid():n}.img");
        using FileStream file = File.Create(path);
        file.SetLength(DiskBytes);
        return path;
    }

    private static MachineProfile Profile(Backing backing, int seconds, string arguments = "", string test = Load) => Boots.WithTests(
        new MachineProfile { Controllers = [ControllerSpec.With(backing)], KernelArguments = $"tests.disk=nvme0n1 {arguments}", TimeLimit = TimeSpan.FromMinutes(4) },
        test,
        percent: seconds);

    private static async Task<MachineResult> RunAsync(MachineProfile profile, Func<Machine, Task> breakAsync)
    {
        await using Machine machine = Machine.Start(profile);
        await AwaitLogAsync(machine, LoadRuns);
        await breakAsync(machine);
        MachineResult result = await machine.WaitForExitAsync();
        Assert.That(result.Reason, Is.EqualTo(ExitReason.Orderly), result.ToString());
        TestContext.Out.WriteLine(result.Log.Split('\n').LastOrDefault(line => line.Contains("recovery: ", StringComparison.Ordinal)));
        return result;
    }

    private static long Failed(MachineResult result)
    {
        Match match = Regex.Match(result.Log, "recovery: ([0-9]+) requests, ([0-9]+) failed");
        Assert.That(match.Success && match.Groups[1].Value != "0", Is.True, result.ToString());
        return long.Parse(match.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task AwaitLogAsync(Machine machine, string text)
    {
        for (Stopwatch watch = Stopwatch.StartNew(); !machine.LogText.Contains(text, StringComparison.Ordinal);)
        {
            Assert.That(watch.Elapsed, Is.LessThan(s_patience), $"There is no '{text}'.\n{machine.LogText}");
            await Task.Delay(50);
        }
    }
}
