using System;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme.Simulator;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>Where the fields of queue entries lie in memory, as the device sees it. NVMe Base 1.4 §4.2 and §4.6.</summary>
[TestOf(typeof(SubmissionEntry))]
[TestOf(typeof(CompletionEntry))]
public sealed class EntryLayoutTests
{
    private static IEnumerable<TestCaseData> SubmissionFields()
    {
        yield return Case("OPC", new SubmissionEntry { Opcode = 0xff }, 0, 1);
        yield return Case("FUSE and PSDT", new SubmissionEntry { Flags = 0xff }, 1, 1);
        yield return Case("CID", new SubmissionEntry { CommandId = 0xffff }, 2, 2);
        yield return Case("NSID", new SubmissionEntry { NamespaceId = uint.MaxValue }, 4, 4);
        yield return Case("CDW2", new SubmissionEntry { Dword2 = uint.MaxValue }, 8, 4);
        yield return Case("CDW3", new SubmissionEntry { Dword3 = uint.MaxValue }, 12, 4);
        yield return Case("MPTR", new SubmissionEntry { MetadataPointer = ulong.MaxValue }, 16, 8);
        yield return Case("PRP1", new SubmissionEntry { Prp1 = ulong.MaxValue }, 24, 8);
        yield return Case("PRP2", new SubmissionEntry { Prp2 = ulong.MaxValue }, 32, 8);
        yield return Case("CDW10", new SubmissionEntry { Dword10 = uint.MaxValue }, 40, 4);
        yield return Case("CDW11", new SubmissionEntry { Dword11 = uint.MaxValue }, 44, 4);
        yield return Case("CDW12", new SubmissionEntry { Dword12 = uint.MaxValue }, 48, 4);
        yield return Case("CDW13", new SubmissionEntry { Dword13 = uint.MaxValue }, 52, 4);
        yield return Case("CDW14", new SubmissionEntry { Dword14 = uint.MaxValue }, 56, 4);
        yield return Case("CDW15", new SubmissionEntry { Dword15 = uint.MaxValue }, 60, 4);
    }

    private static IEnumerable<TestCaseData> CompletionFields()
    {
        yield return Case("DW0 and DW1", new CompletionEntry { Result = ulong.MaxValue }, 0, 8);
        yield return Case("SQHD", new CompletionEntry { SubmissionHead = 0xffff }, 8, 2);
        yield return Case("SQID", new CompletionEntry { SubmissionQueueId = 0xffff }, 10, 2);
        yield return Case("CID", new CompletionEntry { CommandId = 0xffff }, 12, 2);
        yield return Case("status and P", new CompletionEntry { StatusAndPhase = 0xffff }, 14, 2);
    }

    private static IEnumerable<TestCaseData> SubmissionViews()
    {
        yield return Case("CDW0 and CDW1", new SubmissionEntry { Dwords0And1 = ulong.MaxValue }, 0, 8);
        yield return Case("CDW10 and CDW11", new SubmissionEntry { Dwords10And11 = ulong.MaxValue }, 40, 8);
        yield return Case("CDW12 and CDW13", new SubmissionEntry { Dwords12And13 = ulong.MaxValue }, 48, 8);
    }

    private static IEnumerable<TestCaseData> CompletionViews()
    {
        yield return Case("DW2 and DW3", new CompletionEntry { Outcome = ulong.MaxValue }, 8, 8);
    }

    [TestCaseSource(nameof(SubmissionFields))]
    [TestCaseSource(nameof(SubmissionViews))]
    public void SubmissionEntry_Field_LiesWhereTheSpecificationSays(object entry, int offset, int length) =>
        AssertLayout((SubmissionEntry)entry, SubmissionEntry.Bytes, offset, length);

    [TestCaseSource(nameof(CompletionFields))]
    [TestCaseSource(nameof(CompletionViews))]
    public void CompletionEntry_Field_LiesWhereTheSpecificationSays(object entry, int offset, int length) =>
        AssertLayout((CompletionEntry)entry, CompletionEntry.Bytes, offset, length);

    [TestCaseSource(nameof(Entries))]
    public void Entry_Fields_LieSideBySideAndFillIt(Type type)
    {
        int end = 0;
        foreach ((string name, int offset, int bytes) in SpecTypes.FieldsOf(type))
        {
            Assert.That(offset, Is.EqualTo(end), $"{name} overlaps the field before it, or leaves a gap");
            Assert.That(offset % bytes, Is.Zero, $"{name} is not aligned");
            end = offset + bytes;
        }

        Assert.That(end, Is.EqualTo(type.StructLayoutAttribute!.Size));
    }

    [TestCaseSource(nameof(Entries))]
    public void Entry_EveryField_HasACaseHere(Type type)
    {
        IEnumerable<TestCaseData> cases = type == typeof(SubmissionEntry) ? SubmissionFields() : type == typeof(CompletionEntry) ? CompletionFields() : [];
        IEnumerable<TestCaseData> views = type == typeof(SubmissionEntry) ? SubmissionViews() : type == typeof(CompletionEntry) ? CompletionViews() : [];
        Assert.That(cases.Select(item => (item.Arguments[1], item.Arguments[2])), Is.EqualTo(SpecTypes.FieldsOf(type).Select(field => (field.Offset, field.Bytes))));
        Assert.That(views.Select(item => (item.Arguments[1], item.Arguments[2])), Is.EquivalentTo(SpecTypes.ViewsOf(type).Select(view => (view.Offset, view.Bytes))));
    }

    [Test]
    public void CompletionEntry_PartsOfTheOutcome_AreWhereTheFieldsAre()
    {
        CompletionEntry entry = new() { SubmissionHead = 0x1234, SubmissionQueueId = 0x5678, CommandId = 0x9abc, StatusAndPhase = (0x281 << 1) | 1 };
        Assert.That((ushort)entry.Outcome, Is.EqualTo(entry.SubmissionHead));
        Assert.That((ushort)(entry.Outcome >> CompletionEntry.SubmissionQueueIdShift), Is.EqualTo(entry.SubmissionQueueId));
        Assert.That((ushort)(entry.Outcome >> CompletionEntry.CommandIdShift), Is.EqualTo(entry.CommandId));
        Assert.That(entry.Outcome >> CompletionEntry.PhaseShift, Is.EqualTo(entry.StatusAndPhase));
    }

    [Test]
    public void CompletionEntry_Status_IsWithoutThePhase()
    {
        CompletionEntry entry = new() { StatusAndPhase = (0x281 << 1) | 1 };
        Assert.That(entry.Status.TypeCode, Is.EqualTo(0x281));
        Assert.That(CompletionEntry.PhaseField.Get(entry.StatusAndPhase), Is.EqualTo(1));
    }

    private static void AssertLayout<T>(T entry, int size, int offset, int length)
        where T : unmanaged
    {
        SimulatedMemory memory = new();
        using DmaRing<T> ring = new SimulatedDma(memory).AllocateRing<T>(2);

        // In the second entry, so that the size of an entry shows too.
        ring[1] = entry;
        byte[] seen = new byte[2 * size];
        memory.Read(ring.Address.Value, seen);
        byte[] expected = new byte[2 * size];
        expected.AsSpan(size + offset, length).Fill(0xff);
        Assert.That(seen, Is.EqualTo(expected));
        Assert.That(memory.Violations, Is.Empty);
    }

    private static IEnumerable<Type> Entries() => SpecTypes.Entries;

    private static TestCaseData Case(string name, object entry, int offset, int length) =>
        new TestCaseData(entry, offset, length).SetArgDisplayNames(name);
}
