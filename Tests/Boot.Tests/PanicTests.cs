using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Boot.Tests;

/// <summary>The ways to die: each ends in a panic that says why and where, never in a hang or a triple fault.</summary>
[Category("Machine")]
[Parallelizable(ParallelScope.All)]
internal sealed class PanicTests
{
    [TestCase("unhandled-exception", 1, "InvalidOperationException")]
    [TestCase("unhandled-exception", 4, "ThrowUnhandled", Category = "Long")]
    [TestCase("stack-overflow", 1, "stack overflow", Category = "Long")]
    [TestCase("stack-overflow", 4, "Overflow")]
    [TestCase("fail-fast", 2, "panic fail-fast", Category = "Long")]
    [TestCase("nucleus-page-fault", 1, "page fault")]
    [TestCase("nucleus-page-fault", 4, "page fault", Category = "Long")]
    public void Panic_EachKind_SaysWhyWithAStackTrace(string kind, int cpus, string text)
    {
        MachineResult result = Boots.Run(new MachineProfile { Cpus = cpus, Exec = $"echo before; panic {kind}; echo never" });
        Assert.That(result.Reason, Is.EqualTo(ExitReason.Panic), result.ToString());
        Assert.That(result.Console, Is.EqualTo("before\n"));
        Assert.That(result.Log, Does.Contain("panic:").And.Contain(text).IgnoreCase);
        Assert.That(result.Log, Does.Match(@"(?m) at \S+"), "There is no stack trace.");
    }

    [TestCase("nucleus-page-fault")]
    [TestCase("unhandled-exception", Category = "Long")]
    public void Panic_WithControllers_TellsThemThatPowerMayGo(string kind)
    {
        MachineResult result = Boots.Run(new MachineProfile
        {
            Cpus = 2,
            Controllers = [ControllerSpec.With(new NullBacking(64 << 20)), ControllerSpec.With(new NullBacking(64 << 20))],
            QemuArguments = ["-trace", "enable=pci_nvme_mmio_shutdown*"],
            Exec = $"panic {kind}",
        });
        Assert.That(result.Reason, Is.EqualTo(ExitReason.Panic), result.ToString());
        Assert.That(result.Log, Does.Contain("devices told that power may go: 2, ready for it: 2"));
        Assert.That(result.QemuNotes.Split("pci_nvme_mmio_shutdown_set"), Has.Length.EqualTo(3), result.QemuNotes);
    }
}
