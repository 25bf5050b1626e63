using System;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme.Simulator;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>PRPs as NVMe Base 1.4 §4.3 wants them.</summary>
public sealed class PrpBuilderTests
{
    private const int Page = 4096;

    private readonly SimulatedMemory _memory = new();

    [TestCase(0, 512)]
    [TestCase(0, 4096)]
    [TestCase(512, 3584)]
    [TestCase(4092, 4)]
    public void Build_OnePage_LeavesPrp2Zero(int offset, int length)
    {
        (SubmissionEntry entry, DmaMapping mapping) = Build(offset, length);
        Assert.That(entry.Prp1, Is.EqualTo(mapping.PageAddress(0).Value + (ulong)offset));
        Assert.That(entry.Prp2, Is.Zero);
    }

    [TestCase(0, 4100)]
    [TestCase(0, 8192)]
    [TestCase(4, 4096)]
    [TestCase(4092, 512)]
    [TestCase(4092, 4100)]
    public void Build_TwoPages_PutsTheSecondIntoPrp2(int offset, int length)
    {
        (SubmissionEntry entry, DmaMapping mapping) = Build(offset, length);
        Assert.That(mapping.PageCount, Is.EqualTo(2));
        Assert.That(entry.Prp1, Is.EqualTo(mapping.PageAddress(0).Value + (ulong)offset));
        Assert.That(entry.Prp2, Is.EqualTo(mapping.PageAddress(1).Value));
    }

    // Pages in all: one more than the list has data entries. 513 pages fill a page of the list; from 514 on it chains.
    [Category("Pitfall")]
    [Property("Pitfall", 11)]
    [TestCase(0, 3)]
    [TestCase(4092, 3)]
    [TestCase(0, 129)]
    [TestCase(4, 512)]
    [TestCase(0, 513)]
    [TestCase(4, 513)]
    [TestCase(0, 514)]
    [TestCase(0, 1023)]
    [TestCase(4, 1024)]
    [TestCase(0, 1025)]
    [TestCase(2048, 1536)]
    public void Build_List_NamesEveryPageAndNeverCrossesAPage(int offset, int pages)
    {
        int length = (pages * Page) - offset;
        (SubmissionEntry entry, DmaMapping mapping) = Build(offset, length);
        Assert.That(mapping.PageCount, Is.EqualTo(pages));
        Assert.That(entry.Prp2 % 8, Is.Zero);
        Assert.That(Walk(entry.Prp2, pages - 1), Is.EqualTo(Enumerable.Range(1, pages - 1).Select(page => mapping.PageAddress(page).Value)));
        Assert.That(_memory.Violations, Is.Empty);
    }

    [TestCase(1, 1)]
    [TestCase(512, 1)]
    [TestCase(513, 2)]
    [TestCase(1023, 2)]
    [TestCase(1024, 3)]
    [TestCase(1534, 3)]
    [TestCase(1535, 4)]
    public void PagesFor_Entries_CountsTheLinks(int entries, int pages) => Assert.That(PrpLists.PagesFor(entries), Is.EqualTo(pages));

    [TestCase(1, 1)]
    [TestCase(3, 4)]
    [TestCase(128, 128)]
    [TestCase(129, 256)]
    [TestCase(512, 512)]
    [TestCase(513, 1024)]
    [TestCase(1535, 2048)]
    public void StrideFor_Entries_NeverLetsAListCrossAPage(int entries, int stride) => Assert.That(PrpLists.StrideFor(entries), Is.EqualTo(stride));

    // Commands of one queue are on their way at the same time; a list that is longer than its place would end in the next one.
    [Category("Pitfall")]
    [Property("Pitfall", 11)]
    [TestCase(3)]
    [TestCase(96)]
    [TestCase(500)]
    [TestCase(512)]
    [TestCase(513)]
    [TestCase(1023)]
    public void Lists_OfAllSlotsAtOnce_NameTheirOwnPagesOnly(int entries)
    {
        const int Slots = 8;
        SimulatedDma dma = new(_memory);
        using PrpLists lists = new(dma, Slots, entries);
        (SubmissionEntry Entry, DmaMapping Mapping)[] commands = new (SubmissionEntry, DmaMapping)[Slots];
        for (int slot = 0; slot < Slots; slot++)
        {
            commands[slot].Mapping = dma.CreateMapping();
            commands[slot].Mapping.TryAppend(new byte[(entries + 1) * Page], DmaDirection.FromDevice);
            PrpBuilder.Build(commands[slot].Mapping, lists[slot], ref commands[slot].Entry);
        }

        foreach ((SubmissionEntry entry, DmaMapping mapping) in commands)
        {
            Assert.That(Walk(entry.Prp2, entries), Is.EqualTo(Enumerable.Range(1, entries).Select(page => mapping.PageAddress(page).Value)));
            mapping.Dispose();
        }
    }

    [Category("Pitfall")]
    [Property("Pitfall", 14)]
    [TestCase(0, true)]
    [TestCase(4, true)]
    [TestCase(4092, true)]
    [TestCase(1, false)]
    [TestCase(2, false)]
    [TestCase(4095, false)]
    public void CanReach_Buffer_StartsOnADword(int offset, bool canReach)
    {
        SimulatedDma dma = new(_memory) { BufferOffset = offset };
        using DmaMapping mapping = dma.CreateMapping();
        mapping.TryAppend(new byte[520].AsMemory(8), DmaDirection.FromDevice);
        Assert.That(PrpBuilder.CanReach(mapping), Is.EqualTo(canReach));
    }

    private (SubmissionEntry Entry, DmaMapping Mapping) Build(int offset, int length)
    {
        SimulatedDma dma = new(_memory) { BufferOffset = offset };
        DmaMapping mapping = dma.CreateMapping();
        mapping.TryAppend(new byte[length], DmaDirection.FromDevice);

        // The third slot's, so that short lists start inside a page.
        PrpList list = new PrpLists(dma, count: 4, PrpBuilder.ListEntriesFor(length))[2];
        SubmissionEntry entry = new() { Prp2 = ulong.MaxValue };
        PrpBuilder.Build(mapping, list, ref entry);
        return (entry, mapping);
    }

    // As a controller reads a list: the last entry of a page is a link unless nothing comes after it.
    private List<ulong> Walk(ulong address, int entries)
    {
        List<ulong> pages = [];
        byte[] bytes = new byte[8];
        while (pages.Count < entries)
        {
            _memory.Read(address, bytes);
            ulong value = BitConverter.ToUInt64(bytes);
            if (address % Page == Page - 8 && pages.Count < entries - 1)
            {
                address = value;
            }
            else
            {
                pages.Add(value);
                address += 8;
            }
        }

        return pages;
    }
}
