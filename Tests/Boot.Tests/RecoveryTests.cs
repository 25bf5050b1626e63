using System;
using System.Diagnostics;
using System.IO;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Boot.Tests;

/// <summary>What QEMU's controller can be made to do wrong, and cards that come and go.</summary>
[Category("Recovery")]
[Parallelizable(ParallelScope.All)]
internal sealed class RecoveryTests
{
    private const string Prompt = "cosmos> ";
    private const long DiskBytes = 16 << 20;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    [Test]
    public async Task Card_ComingAndGoing_IsDrivenEachTime()
    {
        MachineProfile profile = new() { Controllers = [Nvme()], Bridges = [new("port", BridgeKind.RootPort)], TimeLimit = TimeSpan.FromMinutes(4) };
        await using Machine machine = Machine.Start(profile);
        await machine.ExpectAsync(Prompt, s_patience);
        for (int round = 1; round <= 2; round++)
        {
            string device = await machine.Control.AddControllerAsync(Nvme() with { Behind = "port" });
            await AwaitLogAsync(machine, "nvme1: ", round, "I/O queues");
            await machine.SendAsync($"hexdump -n 16 /dev/nvme1n1; echo 're''ad {round}'\r");
            await machine.ExpectAsync($"read {round}", s_patience);
            RemovalRequest request = await machine.Control.RequestRemovalAsync(device);
            await machine.Control.WaitForRemovalAsync(request, s_patience);
            await AwaitLogAsync(machine, "nvme1n1 was taken out of service", round, string.Empty);
        }

        Assert.That(machine.ConsoleText, Does.Not.Contain("No such file"), machine.LogText);
        await machine.SendAsync("poweroff\r");
        MachineResult result = await machine.WaitForExitAsync();
        Assert.That(result.Reason, Is.EqualTo(ExitReason.Orderly), result.ToString());
    }

    [Test]
    public void Reset_OfEitherKind_LeavesTheDiskReadable()
    {
        const string Read = "hexdump -n 16 /dev/nvme0n1";
        MachineResult result = Boots.RunOrderly(new MachineProfile
        {
            Controllers = [Nvme()],
            Exec = $"{Read}; nvme reset /dev/nvme0; {Read}; nvme function-reset /dev/nvme0; {Read}; nvme list",
        });
        Assert.That(result.Console, Does.Not.Contain("nvme: "), result.ToString());
        Assert.That(result.Log.Split("back in service").Length - 1, Is.EqualTo(2), result.ToString());
        Assert.That(result.Log, Does.Not.Contain("error:"), result.ToString());
    }

    [Test]
    public async Task SmartWarning_SetFromOutside_IsReported()
    {
        await using Machine machine = Machine.Start(new MachineProfile { Controllers = [Nvme()], TimeLimit = TimeSpan.FromMinutes(3) });
        await machine.ExpectAsync(Prompt, s_patience);
        foreach (int warning in new[] { 1, 4 })
        {
            await machine.Control.SetPropertyAsync("nvme0", "smart_critical_warning", JsonValue.Create(warning));
            await AwaitLogAsync(machine, "nvme0: event: health:", 1, $"critical warning 0x{warning:x2}");
        }
    }

    // What one controller of a subsystem does to a namespace, the other reports.
    [Test]
    public async Task Namespace_AttachedAndDetachedByAnother_IsNoticedByItself()
    {
        const string Noticed = "nvme1: event: namespaces have changed";
        await using Machine machine = Machine.Start(new MachineProfile
        {
            TimeLimit = TimeSpan.FromMinutes(4),
            Controllers =
            [
                new() { Subsystem = "both", Namespaces = [] },
                new() { Subsystem = "both", Namespaces = [new() { Backing = new NullBacking(DiskBytes), Id = 2, IsDetached = true }] },
            ],
        });
        await machine.ExpectAsync(Prompt, s_patience);
        await machine.SendAsync("nvme attach-ns /dev/nvme0 -n 2 -c 1\r");
        await AwaitDiskAsync(machine, "nvme1n2");
        await machine.SendAsync("lsblk; hexdump -n 16 /dev/nvme1n2; nvme detach-ns /dev/nvme0 -n 2 -c 1\r");
        await AwaitLogAsync(machine, "nvme1n2 is gone or has changed", 1, string.Empty);
        await machine.SendAsync("lsblk; nvme ns-rescan /dev/nvme0; nvme ns-rescan /dev/nvme1; poweroff\r");
        MachineResult result = await machine.WaitForExitAsync();
        Assert.That(result.Reason, Is.EqualTo(ExitReason.Orderly), result.ToString());
        Assert.That(result.Console, Does.Match("(?s)nvme1n2 +16M disk.*0000010.*no block devices"), result.ToString());
        Assert.That(result.Log.Split(Noticed).Length - 1, Is.EqualTo(2), result.ToString());
    }

    // A medium that fails once and then gives the data: the status says that another try may help.
    [Test]
    public void Read_ThatFailsOnce_IsTriedAgain()
    {
        const string Options = "driver=blkdebug,image.driver=null-co,image.size=16777216,image.read-zeroes=on,inject-error.0.event=none,inject-error.0.iotype=read,inject-error.0.sector=4096,inject-error.0.once=on,inject-error.0.errno=5";
        MachineResult result = Boots.RunOrderly(new MachineProfile
        {
            Controllers = [ControllerSpec.With(new BlockDriverBacking(Options))],
            ExpectedEvents = [new ExpectedEvent("pci_nvme_err_aio", "the block driver is told to fail once"), new ExpectedEvent("pci_nvme_err_req_status", "and the controller says so")],
            Exec = "hexdump -s 2097152 -n 512 /dev/nvme0n1; nvme trace nvme0",
        });
        Assert.That(result.Console, Does.Contain("0200200"), result.ToString());
        Assert.That(result.Console, Does.Contain("READ_ERROR(0x281)"), $"the trace shows the failure\n{result}");
    }

    [TestCase("RecoveryTests.Resets_UnderLoad")]
    [TestCase("RecoveryTests.Removal_InTheMiddle")]
    public void Controller_ResetOrGoneUnderLoad_LosesNothing(string test)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cosmos-recovery-");
        try
        {
            string path = Path.Combine(folder.FullName, "disk.img");
            using (FileStream file = File.Create(path))
            {
                file.SetLength(DiskBytes);
            }

            MachineProfile profile = new MachineProfile { Controllers = [ControllerSpec.With(new ImageBacking(path) { KeepsImage = true })], TimeLimit = TimeSpan.FromMinutes(4) };
            MachineResult result = Boots.RunOrderly(Boots.WithTests(profile.WithKernelArgument("tests.disk=nvme0n1"), test));
            TestContext.Out.WriteLine(string.Join('\n', Array.FindAll(result.Log.Split('\n'), line => line.Contains("recovery: ", StringComparison.Ordinal))));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static ControllerSpec Nvme() => ControllerSpec.With(new NullBacking(DiskBytes));

    private static async Task AwaitDiskAsync(Machine machine, string disk)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (!machine.ConsoleText.Contains($"{disk} ", StringComparison.Ordinal))
        {
            Assert.That(watch.Elapsed, Is.LessThan(s_patience), $"There is no {disk}.\n{machine.ConsoleText}");
            await machine.ExpectAsync(Prompt, s_patience);
            await machine.SendAsync("lsblk\r");
            await Task.Delay(100);
        }
    }

    // The given line, with something in it, for the nth time.
    private static async Task AwaitLogAsync(Machine machine, string text, int times, string alsoThere)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (Count(machine.LogText, text, alsoThere) < times)
        {
            Assert.That(watch.Elapsed, Is.LessThan(s_patience), $"There is no '{text}' for the {times}. time.\n{machine.LogText}");
            await Task.Delay(100);
        }
    }

    private static int Count(string log, string text, string alsoThere)
    {
        int count = 0;
        foreach (string line in log.Split('\n'))
        {
            count += line.Contains(text, StringComparison.Ordinal) && line.Contains(alsoThere, StringComparison.Ordinal) ? 1 : 0;
        }

        return count;
    }
}
