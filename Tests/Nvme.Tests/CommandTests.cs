using CosmosNvme.Abstractions;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>Commands dword by dword.</summary>
[TestOf(typeof(AdminCommand))]
[TestOf(typeof(NvmCommand))]
public sealed class CommandTests
{
    [Test]
    public void Transfer_Read_HasZeroBasedLengthAndSplitBlockNumber()
    {
        SubmissionEntry entry = NvmCommand.Transfer(NvmOpcode.Read, 7, 0x1_2345_6789, 65536);
        Assert.That((entry.Opcode, entry.NamespaceId, entry.Dword10, entry.Dword11, entry.Dword12), Is.EqualTo((2, 7u, 0x2345_6789u, 1u, 0xffffu)));
    }

    [Test]
    public void Transfer_OneBlockWrite_HasLengthZero()
    {
        SubmissionEntry entry = NvmCommand.Transfer(NvmOpcode.Write, 1, 0, 1);
        Assert.That((entry.Opcode, entry.Dword12), Is.EqualTo((1, 0u)));
    }

    [Test]
    public void CreateCompletionQueue_WithVector_SetsIvIenAndPc()
    {
        SubmissionEntry entry = AdminCommand.CreateCompletionQueue(3, 1024, new DeviceAddress(0x1000), 5);
        Assert.That((entry.Opcode, entry.Prp1, entry.Dword10, entry.Dword11), Is.EqualTo((5, 0x1000ul, 0x03ff_0003u, 0x0005_0003u)));
    }

    [Test]
    public void CreateCompletionQueue_Polled_LeavesInterruptsOff() =>
        Assert.That(AdminCommand.CreateCompletionQueue(1, 2, default, null).Dword11, Is.EqualTo(1));

    [Test]
    public void CreateCompletionQueue_LargestDepth_Fits() =>
        Assert.That(AdminCommand.CreateCompletionQueue(1, 65536, default, null).Dword10, Is.EqualTo(0xffff_0001));

    [Test]
    public void CreateSubmissionQueue_NamesItsCompletionQueue()
    {
        SubmissionEntry entry = AdminCommand.CreateSubmissionQueue(2, 64, new DeviceAddress(0x2000));
        Assert.That((entry.Opcode, entry.Prp1, entry.Dword10, entry.Dword11), Is.EqualTo((1, 0x2000ul, 0x003f_0002u, 0x0002_0001u)));
    }

    [Test]
    public void DeleteQueues_NameTheQueue()
    {
        SubmissionEntry submission = AdminCommand.DeleteSubmissionQueue(9);
        SubmissionEntry completion = AdminCommand.DeleteCompletionQueue(9);
        Assert.That((submission.Opcode, submission.Dword10, completion.Opcode, completion.Dword10), Is.EqualTo((0, 9u, 4, 9u)));
    }

    [Test]
    public void SetFeature_NumberOfQueues_IsZeroBasedInBothHalves()
    {
        SubmissionEntry entry = AdminCommand.SetFeature(FeatureIdentifier.NumberOfQueues, NumberOfQueues.ForPairs(4).Value);
        Assert.That((entry.Opcode, entry.Dword10, entry.Dword11), Is.EqualTo((9, 7u, 0x0003_0003u)));
        Assert.That(new NumberOfQueues(0x0001_0007).Pairs, Is.EqualTo(2));
    }

    [Test]
    public void Identify_SetsCnsAndOneWholePage()
    {
        SubmissionEntry entry = AdminCommand.Identify(IdentifyTarget.ActiveNamespaces, 5, new DeviceAddress(0x3000));
        Assert.That((entry.Opcode, entry.NamespaceId, entry.Prp1, entry.Prp2, entry.Dword10), Is.EqualTo((6, 5u, 0x3000ul, 0ul, 2u)));
    }
}
