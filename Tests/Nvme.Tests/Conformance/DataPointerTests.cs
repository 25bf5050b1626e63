using System;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme.Simulator;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>The data pointers that the controller sees, at every boundary of NVMe Base 1.4 §4.3: offsets, pages, pages of the list.</summary>
public sealed class DataPointerTests
{
    private const int Page = 4096;

    private Rig _rig = null!;
    private List<ulong> _pages = [];
    private int _listPages;
    private ulong _prp2;

    [SetUp]
    public void SetUp() => _rig = new Rig(blocks: 16384) { Options = new NvmeOptions { QueueDepth = 4, MaximumTransferBytes = 8 << 20 } };

    // Offset in the first page, bytes, pages of the buffer, pages of the list.
    [Category("Pitfall")]
    [Property("Pitfall", 12)]
    [TestCase(0, 512, 1, 0)]
    [TestCase(0, 4096, 1, 0)]
    [TestCase(4, 512, 1, 0)]
    [TestCase(3584, 512, 1, 0)]
    [TestCase(4, 4096, 2, 0)]
    [TestCase(3588, 512, 2, 0)]
    [TestCase(4092, 512, 2, 0)]
    [TestCase(4092, 4096, 2, 0)]
    [TestCase(0, 8192, 2, 0)]
    [TestCase(4, 8192, 3, 1)]
    [TestCase(4092, 8192, 3, 1)]
    [TestCase(0, 12288, 3, 1)]
    [TestCase(0, 512 * 512, 64, 1)]
    public void Command_ShortBuffer_NamesItsPages(int offset, int bytes, int pages, int listPages) => Check(offset, bytes, pages, listPages);

    // Entries of the list are the pages but the first: 512 fill a page of the list, the 513th needs a link to another.
    [Category("Pitfall")]
    [Property("Pitfall", 11)]
    [TestCase(0, 511, 1)]
    [TestCase(0, 512, 1)]
    [TestCase(0, 513, 2)]
    [TestCase(0, 600, 2)]
    [TestCase(0, 1023, 2)]
    [TestCase(0, 1024, 3)]
    [TestCase(4, 512, 1)]
    [TestCase(4, 513, 2)]
    [TestCase(4092, 512, 1)]
    [TestCase(4092, 513, 2)]
    [TestCase(4092, 1024, 3)]
    public void Command_LongBuffer_ChainsItsList(int offset, int entries, int listPages) =>
        Check(offset, (entries * Page) + (offset == 0 ? Page : 0), entries + 1, listPages);

    [Category("Pitfall")]
    [Property("Pitfall", 14)]
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(4095)]
    public void Command_BufferOffADword_GetsOneThatIsOn(int offset)
    {
        Transfer(offset, 1024, start: 8);
        Assert.That(_pages[0] % 4, Is.Zero);
        Assert.That(_rig.Device.Violations, Is.Empty);
    }

    private void Check(int offset, int bytes, int pages, int listPages)
    {
        Transfer(offset, bytes, start: 0);
        Assert.That(_pages[0] % Page, Is.EqualTo(offset), "only the first entry has an offset");
        Assert.That(_pages.Skip(1).Select(page => page % Page), Is.All.Zero);
        Assert.That(_pages, Has.Count.EqualTo(pages).And.Unique);
        Assert.That(_listPages, Is.EqualTo(listPages));
        Assert.That(_prp2 % 8, Is.Zero);
        Assert.That(_prp2 == 0, Is.EqualTo(pages == 1), "PRP2 is reserved for one page");
        Assert.That(_rig.Device.Violations, Is.Empty);
    }

    // One write and one read of the same, with the data compared.
    private void Transfer(int offset, int bytes, int start)
    {
        _rig.Device.MaximumTransferExponent = 0;
        NvmeController controller = _rig.Attach();
        _rig.Device.Dma.BufferOffset = offset;
        _rig.Device.OnCompletion = (command, _) => Walk(command);
        byte[] written = Rig.Pattern(bytes + start, offset);
        byte[] read = new byte[bytes + start];
        Assert.That(controller.Namespaces[0].Write(5, written.AsMemory(start)), Is.EqualTo(BlockStatus.Success));
        Assert.That(controller.Namespaces[0].Read(5, read.AsMemory(start)), Is.EqualTo(BlockStatus.Success));
        Assert.That(read.AsSpan(start).SequenceEqual(written.AsSpan(start)), Is.True);
        Assert.That(_rig.Device.Transfers, Has.Count.EqualTo(2));
        controller.ShutDown();
    }

    // As §4.3 has it: the last entry of a page of the list is a link if more pages are left than one.
    private void Walk(SimulatedCommand command)
    {
        if (!command.IsRead && !command.IsWrite)
        {
            return;
        }

        (_pages, _listPages, _prp2) = ([command.Prp1], 0, command.Prp2);
        int left = (command.Blocks * 512) - (Page - (int)(command.Prp1 % Page));
        if (left is > 0 and <= Page)
        {
            _pages.Add(command.Prp2);
            return;
        }

        ulong entry = command.Prp2;
        _listPages = left > 0 ? 1 : 0;
        while (left > 0)
        {
            byte[] bytes = new byte[8];
            _rig.Device.Memory.Read(entry, bytes);
            ulong value = BitConverter.ToUInt64(bytes);
            if (entry % Page == Page - 8 && left > Page)
            {
                entry = value;
                _listPages++;
                continue;
            }

            _pages.Add(value);
            entry += 8;
            left -= Page;
        }
    }
}
