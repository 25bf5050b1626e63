using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Threading.Tasks;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Cosmos.Tests;

/// <summary>The lab with real QEMU and the test kernel.</summary>
[Category("Boot")]
internal sealed class MachineTests
{
    private const string ConsoleText = "test kernel: console\n";

    [TestCase('o', ExitReason.Orderly)]
    [TestCase('f', ExitReason.CommandFailed)]
    [TestCase('p', ExitReason.Panic)]
    [TestCase('t', ExitReason.Reset)]
    [TestCase('r', ExitReason.Reset)]
    public void Run_EachEnd_GivesItsReasonAndBothChannels(char end, ExitReason reason)
    {
        MachineResult result = Machine.Run(TestKernel.Profile(end));
        Assert.That(result.Reason, Is.EqualTo(reason), result.ToString());
        Assert.That(result.Console, Is.EqualTo(ConsoleText));
        Assert.That(result.Log, Is.EqualTo("[    0.000001] info: test kernel: log\n"));
        Assert.That(result.TimeToNucleus, Is.Not.Null);
        Assert.That(result.TimeToShell, Is.Not.Null);
        Assert.That(result.TripleFault, Is.EqualTo(end == 't'));
    }

    [Test]
    [Category("Long")]
    public void Run_MachineThatHangs_IsStoppedWhenItsTimeIsOver()
    {
        MachineResult result = Machine.Run(TestKernel.Profile('h') with { TimeLimit = TimeSpan.FromSeconds(2) });
        Assert.That(result.Reason, Is.EqualTo(ExitReason.TimedOut));
        Assert.That(result.Duration, Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(2)).And.LessThan(TimeSpan.FromSeconds(20)));
    }

    [TestCase(BootPath.Bios, MachineType.Q35)]
    [TestCase(BootPath.Bios, MachineType.Pc)]
    [TestCase(BootPath.Uefi, MachineType.Q35)]
    public void Run_ThroughGrub_GivesTheKernelsConsoleOnly(BootPath boot, MachineType machine)
    {
        MachineResult result = Machine.Run(TestKernel.Profile('o') with { Boot = boot, Machine = machine, MemoryMebibytes = 256 });
        Assert.That(result.Reason, Is.EqualTo(ExitReason.Orderly), result.ToString() + result.FirmwareOutput);
        Assert.That(result.Console, Is.EqualTo(ConsoleText));
        Assert.That(result.FirmwareOutput, Does.EndWith(GrubImage.ConsoleMarker));
    }

    [Test]
    public async Task Start_Interactive_CarriesInputAndOutput()
    {
        using MemoryStream console = new();
        await using Machine machine = Machine.Start(TestKernel.Profile('e') with { Exec = null }, new MachineStreams { ConsoleOutput = console });
        await machine.ExpectAsync(ConsoleText, TimeSpan.FromSeconds(30));
        await machine.SendAsync("hello");
        await machine.ExpectAsync("hello", TimeSpan.FromSeconds(30));
        Assert.That(async () => await machine.ExpectAsync("hello", TimeSpan.FromSeconds(0.2)), Throws.TypeOf<LabException>());
        await machine.SendAsync("\u0004");
        MachineResult result = await machine.WaitForExitAsync();
        Assert.That(result.Reason, Is.EqualTo(ExitReason.Orderly), result.ToString());
        Assert.That(Encoding.UTF8.GetString(console.ToArray()), Is.EqualTo(ConsoleText + "hello"));
    }

    [Test]
    public async Task ExpectAsync_MachineThatEnds_SaysSo()
    {
        await using Machine machine = Machine.Start(TestKernel.Profile('o'));
        Assert.That(async () => await machine.ExpectAsync("never", TimeSpan.FromSeconds(30)), Throws.TypeOf<LabException>().With.Message.Contains("stopped before"));
    }

    [TestCase("exit 0", 0)]
    [TestCase("echo 'no such device' >&2; exit 1", 1)]
    [TestCase("kill -SEGV $$", 139)]
    public void Run_QemuThatEndsByItself_IsAFailureOfQemu(string script, int code)
    {
        using TemporaryFolder folder = new();
        MachineResult result = Machine.Run(TestKernel.Profile('o') with { QemuProgram = folder.Script("qemu", script) });
        Assert.That(result.Reason, Is.EqualTo(ExitReason.QemuFailed));
        Assert.That(result.QemuExitCode, Is.EqualTo(code));
        Assert.That(result.Explanation, Does.Contain(code == 1 ? "no such device" : "QEMU failed"));
    }

    [Test]
    [Category("Long")]
    public void Run_QemuThatIgnoresRequests_IsKilled()
    {
        using TemporaryFolder folder = new();
        MachineProfile profile = TestKernel.Profile('o') with { QemuProgram = folder.Script("qemu", "exec sleep 100"), Supervision = Supervision.None, TimeLimit = TimeSpan.FromSeconds(0.5) };
        Assert.That(Machine.Run(profile).Reason, Is.EqualTo(ExitReason.TimedOut));
    }

    [TestCase("/no/such/qemu", null)]
    [TestCase("qemu-system-x86_64", "/no/such/kernel")]
    public void Run_MissingFile_SaysWhich(string program, string? image)
    {
        MachineProfile profile = TestKernel.Profile('o') with { QemuProgram = program };
        Assert.That(() => Machine.Run(image is null ? profile : profile with { Image = image }), Throws.TypeOf<LabException>().With.Message.Contains(image ?? program));
    }

    [Test]
    public void Save_Result_KeepsConsoleLogAndCommandLine()
    {
        using TemporaryFolder folder = new();
        Machine.Run(TestKernel.Profile('p')).Save(folder["result"]);
        List<string> texts = [File.ReadAllText(Path.Combine(folder["result"], "console.txt")), File.ReadAllText(Path.Combine(folder["result"], "qemu.txt"))];
        Assert.That(texts[0], Is.EqualTo(ConsoleText));
        Assert.That(texts[1], Does.Contain("panicked").And.Contain("-kernel"));
    }
}
