using System;
using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;

namespace CosmosNvme.Lab.Tests;

/// <summary>QEMU judges: a kernel that misbehaves on purpose is seen, and nobody who asks for its result gets away with it.</summary>
[Category("Boot")]
[Category("Judge")]
[Parallelizable(ParallelScope.All)]
internal sealed class JudgeTests
{
    [TestCase("misaligned-doorbell", "pci_nvme_ub_db_wr_misaligned", "0x1002")]
    [TestCase("tail-out-of-range", "pci_nvme_ub_db_wr_invalid_sqtail", "8")]
    [TestCase("head-out-of-range", "pci_nvme_ub_db_wr_invalid_cqhead", "8")]
    [TestCase("doorbell-of-no-queue", "pci_nvme_ub_db_wr_invalid_sq", "5")]
    [TestCase("write-to-status", "pci_nvme_ub_mmiowr_ro_csts", "read only")]
    [TestCase("narrow-read", "pci_nvme_ub_mmiord_toosmall", "0x1c")]
    [TestCase("unknown-command", "pci_nvme_err_invalid_admin_opc", "0x7f")]
    [TestCase("unknown-command", "pci_nvme_err_req_status", "0x7f")]
    public void Verdict_EachFault_IsReportedWithItsText(string fault, string name, string text)
    {
        MachineResult result = Machine.Run(FaultyKernel.Profile(fault, Supervision.Reporting));
        Assert.That(result.Console, Is.EqualTo($"done: {fault}\n"), result.ToString());
        Assert.That(result.Verdict.Unexpected.Where(happened => happened.Name == name).Select(happened => happened.Text), Has.Some.Contains(text), result.Verdict.ToString());
    }

    [Test]
    public void Verdict_NoFault_IsClean()
    {
        MachineResult result = Machine.Run(FaultyKernel.Profile("nothing"));
        Assert.That(result.Console, Is.EqualTo("done: nothing\n"), result.ToString());
        Assert.That(result.Verdict.Events, Is.Empty);
        Assert.That(result.Verdict.IsClean);
    }

    [Test]
    public void Run_Fault_Throws()
    {
        JudgeException thrown = Assert.Throws<JudgeException>(() => Machine.Run(FaultyKernel.Profile("misaligned-doorbell")))!;
        Assert.That(thrown.Message, Does.Contain("UNEXPECTED pci_nvme_ub_db_wr_misaligned"));
        Assert.That(thrown.Result.Reason, Is.EqualTo(ExitReason.Orderly));
    }

    [Test]
    public async Task DisposeAsync_FaultThatNobodyAskedFor_Throws()
    {
        Machine machine = Machine.Start(FaultyKernel.Profile("misaligned-doorbell"));
        await machine.ExpectAsync("done", TimeSpan.FromSeconds(60));
        Assert.That(async () => await machine.DisposeAsync(), Throws.TypeOf<JudgeException>());
    }

    [Test]
    public async Task StopAsync_Fault_Throws()
    {
        Machine machine = Machine.Start(FaultyKernel.Profile("tail-out-of-range"));
        await machine.ExpectAsync("done", TimeSpan.FromSeconds(60));
        Assert.That(machine.Verdict.Unexpected, Is.Not.Empty);
        Assert.That(machine.StopAsync, Throws.TypeOf<JudgeException>());
        Assert.That(async () => await machine.DisposeAsync(), Throws.TypeOf<JudgeException>());
    }

    [Test]
    public void Run_DeclaredErrors_AreForgivenAndUndefinedBehaviourIsNot()
    {
        ImmutableArray<ExpectedEvent> declared =
        [
            new("pci_nvme_err_invalid_admin_opc", "the test sends an unknown command"),
            new("pci_nvme_err_req_status", "the test sends an unknown command"),
        ];
        MachineResult result = Machine.Run(FaultyKernel.Profile("unknown-command") with { ExpectedEvents = declared });
        Assert.That(result.Verdict.Events, Has.Length.EqualTo(2));
        JudgeException thrown = Assert.Throws<JudgeException>(() => Machine.Run(FaultyKernel.Profile("unknown-command narrow-read") with { ExpectedEvents = declared }))!;
        Assert.That(thrown.Result.Verdict.Unexpected.Select(happened => happened.Name), Is.EqualTo(new[] { "pci_nvme_ub_mmiord_toosmall" }));
    }

    [Test]
    public void Run_NotesDivertedFromTheLab_Throws()
    {
        JudgeException thrown = Assert.Throws<JudgeException>(() => Machine.Run(FaultyKernel.Profile("misaligned-doorbell") with { QemuArguments = ["-D", "/dev/null"] }))!;
        Assert.That(thrown.Message, Does.Contain("nobody judged"));
    }
}
