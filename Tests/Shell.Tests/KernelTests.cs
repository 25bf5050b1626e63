using System.Collections.Generic;
using CosmosNvme.Abstractions;
using NUnit.Framework;

namespace CosmosNvme.Shell.Tests;

/// <summary>The life of a kernel and its command line.</summary>
[TestFixture]
internal sealed class KernelTests
{
    [Test]
    public void Start_Kernel_RunsInOrderAndPowersOff()
    {
        RecordingKernel kernel = new();
        FakePower power = Start(kernel, string.Empty, out FakeLog log, out FakeMachine machine);

        Assert.That(kernel.Calls, Is.EqualTo(new[] { "BeforeRun", "Run", "Run", "Run", "AfterRun" }));
        Assert.That(power.Succeeded, Is.True);
        Assert.That(machine.Marks, Does.Contain(BootStage.Main));
        Assert.That(log.Entries, Is.Empty);
    }

    [Test]
    public void Start_KernelThatFailed_TellsTheHost()
    {
        FakePower power = Start(new RecordingKernel { Succeeds = false }, string.Empty, out _, out _);

        Assert.That(power.Succeeded, Is.False);
    }

    [TestCase("colour=red", "unknown key 'colour' is ignored")]
    [TestCase("cpus=many", "'cpus=many' is not understood")]
    [TestCase("storage=maybe", "write storage=ro|rw")]
    [TestCase("storage=nvme0n1p1", "write storage=ro|rw")]
    [TestCase("storage=nvme0n1,", "write storage=ro|rw")]
    [TestCase("storage=rw,nvme0n1", "write storage=ro|rw")]
    [TestCase("exit-port=door", "'exit-port=door' is not understood")]
    public void Start_StrangeCommandLine_WarnsAndGoesOn(string commandLine, string warning)
    {
        FakePower power = Start(new RecordingKernel(), commandLine, out FakeLog log, out _);

        Assert.That(log.Entries, Has.Count.EqualTo(1));
        Assert.That(log.Entries[0].Level, Is.EqualTo(LogLevel.Warning));
        Assert.That(log.Entries[0].Text, Does.Contain(warning));
        Assert.That(power.Succeeded, Is.True);
    }

    [TestCase("exec=\"a; b\" cpus=2 nvme.interrupts=msix nvme.queues=4 nvme.depth=64 nvme.dbbuf=off storage=rw console=serial loglevel=debug exit-port=0xf4")]
    [TestCase("")]
    public void Start_KnownKeys_GiveNoWarning(string commandLine)
    {
        Start(new RecordingKernel(), commandLine, out FakeLog log, out _);

        Assert.That(log.Entries, Is.Empty);
    }

    [TestCase("exec=\"echo 'a b'; free\" cpus=2", "exec", "echo 'a b'; free")]
    [TestCase("\"exec=a b\" cpus=2", "exec", "a b")]
    [TestCase("cpus=2 cpus=4", "cpus", "4")]
    [TestCase("quiet", "quiet", "")]
    [TestCase("a=b=c", "a", "b=c")]
    [TestCase("  a=1\t\n", "a", "1")]
    [TestCase("a=\"open end", "a", "open end")]
    [TestCase("b=1", "a", null)]
    public void CommandLine_Text_IsSplitIntoKeys(string text, string key, string? value) =>
        Assert.That(new KernelCommandLine(text)[key], Is.EqualTo(value));

    private static FakePower Start(Kernel kernel, string commandLine, out FakeLog log, out FakeMachine machine)
    {
        log = new FakeLog();
        machine = new FakeMachine { CommandLine = commandLine };
        FakePower power = new();
        Kernel.Start(kernel, new KernelPlatform(new FakeTerminal(), machine, log, power, new FakeFirmware()));
        return power;
    }

    private sealed class RecordingKernel : Kernel
    {
        internal List<string> Calls { get; } = [];

        internal bool Succeeds { get; init; } = true;

        protected override void BeforeRun() => Calls.Add("BeforeRun");

        protected override void Run()
        {
            Calls.Add("Run");
            if (Calls.Count == 4)
            {
                Stop(Succeeds);
            }
        }

        protected override void AfterRun() => Calls.Add("AfterRun");
    }

    private sealed class FakePower : IPower
    {
        internal bool? Succeeded { get; private set; }

        public void PowerOff(bool succeeded) => Succeeded = succeeded;

        public void Reboot() => Assert.Fail("the kernel reset the machine");
    }

    private sealed class FakeFirmware : IFirmwareConfiguration
    {
        public byte[]? Read(string name) => null;
    }
}
