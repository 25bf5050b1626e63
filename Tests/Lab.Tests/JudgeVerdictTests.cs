using System;
using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.Lab.Tests;

internal sealed class JudgeVerdictTests
{
    private const string Power = "CPU Reset (CPU 0)\nEAX=00000000\n";
    private const string Tail = "pci_nvme_ub_db_wr_invalid_sqtail submission queue doorbell write value beyond queue size, sqid=0, new_head=8, ignoring\n";
    private const string Status = "pci_nvme_err_req_status cid 1 nsid 0 status 0x4001 opc 0x7f\n";

    [Test]
    public void Read_NotesWithoutEvents_AreClean()
    {
        JudgeVerdict verdict = JudgeVerdict.Read(Power + "Triple fault\n" + Power, []);
        Assert.That(verdict.IsClean);
        Assert.That(verdict.ToString(), Is.EqualTo("QEMU has nothing against the driver."));
    }

    [TestCase("")]
    [TestCase("nothing that QEMU writes at power-on\n")]
    public void Read_NotesThatDidNotArrive_AreNotClean(string notes)
    {
        Assert.That(JudgeVerdict.Read(notes, []).IsClean, Is.False);
        Assert.That(JudgeVerdict.Read(notes, []).ToString(), Does.Contain("nobody judged"));
    }

    [TestCase(Tail, "pci_nvme_ub_db_wr_invalid_sqtail", true)]
    [TestCase(Status, "pci_nvme_err_req_status", false)]
    [TestCase("4711@1732531.123456:" + Status, "pci_nvme_err_req_status", false)]
    public void Read_Event_IsUnexpectedWithItsText(string line, string name, bool undefined)
    {
        JudgeVerdict verdict = JudgeVerdict.Read(Power + line + Power, []);
        Assert.That(verdict.IsClean, Is.False);
        JudgeEvent only = verdict.Unexpected.Single();
        Assert.That(only.Name, Is.EqualTo(name));
        Assert.That(only.IsUndefinedBehaviour, Is.EqualTo(undefined));
        Assert.That(line, Does.Contain(only.ToString()));
    }

    [Test]
    public void Read_ExpectedError_IsKeptAndForgiven()
    {
        JudgeVerdict verdict = JudgeVerdict.Read(Power + Status + Status + Tail, [new ExpectedEvent("pci_nvme_err_req_status", "a test")]);
        Assert.That(verdict.Events, Has.Length.EqualTo(3));
        Assert.That(verdict.Unexpected.Select(happened => happened.Name), Is.EqualTo(new[] { "pci_nvme_ub_db_wr_invalid_sqtail" }));
        Assert.That(verdict.ToString(), Does.Contain("expected   2 times pci_nvme_err_req_status cid 1").And.Contain("UNEXPECTED pci_nvme_ub_db_wr"));
    }

    [TestCase("pci_nvme_ub_db_wr_invalid_sqtail", "a reason")]
    [TestCase("pci_nvme_err_*", "a reason")]
    [TestCase("req_status", "a reason")]
    [TestCase("pci_nvme_err_req_status", "")]
    public void ExpectedEvent_UndefinedBehaviourPatternOrNoReason_CannotBeDeclared(string name, string reason) =>
        Assert.That(() => new ExpectedEvent(name, reason), Throws.InstanceOf<ArgumentException>());
}
