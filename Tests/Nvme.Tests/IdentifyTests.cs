using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>Identify structures against the offsets of NVMe Base 1.4 §5.15.2.</summary>
[TestOf(typeof(IdentifyData))]
[TestOf(typeof(ActiveNamespaceList))]
public sealed class IdentifyTests
{
    [Test]
    public void Controller_Fields_AreReadAtTheirOffsets()
    {
        byte[] data = new byte[4096];
        BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(0), 0x1b36);
        BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(2), 0x1af4);
        Encoding.ASCII.GetBytes("SERIAL              ").CopyTo(data, 4);
        Encoding.ASCII.GetBytes("A model with blanks                     ").CopyTo(data, 24);
        Encoding.ASCII.GetBytes("FW 1.2  ").CopyTo(data, 64);
        data[77] = 5;
        BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(78), 0x1234);
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(80), 0x0001_0300);
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(88), 250_000);
        BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(256), 0x12a);
        data[258] = 3;
        data[259] = 7;
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(516), 256);
        BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(520), 0x5d);
        data[525] = 7;
        Encoding.ASCII.GetBytes("nqn.2019-08.org.qemu:x").CopyTo(data, 768);

        IdentifyController identify = new(data);
        Assert.Multiple(() =>
        {
            Assert.That(identify.VendorId, Is.EqualTo(0x1b36));
            Assert.That(identify.SubsystemVendorId, Is.EqualTo(0x1af4));
            Assert.That(identify.SerialNumber, Is.EqualTo("SERIAL"));
            Assert.That(identify.ModelNumber, Is.EqualTo("A model with blanks"));
            Assert.That(identify.FirmwareRevision, Is.EqualTo("FW 1.2"));
            Assert.That(identify.MaximumTransferBytes(4096), Is.EqualTo(131072));
            Assert.That(identify.ControllerId, Is.EqualTo(0x1234));
            Assert.That(identify.Version.ToString(), Is.EqualTo("1.3"));
            Assert.That(identify.ShutdownMicroseconds, Is.EqualTo(250_000));
            Assert.That(identify.OptionalAdminCommands, Is.EqualTo(0x12a));
            Assert.That(identify.AbortLimit, Is.EqualTo(4));
            Assert.That(identify.AsynchronousEventLimit, Is.EqualTo(8));
            Assert.That(identify.NamespaceCount, Is.EqualTo(256));
            Assert.That(identify.OptionalNvmCommands, Is.EqualTo(0x5d));
            Assert.That(identify.HasVolatileWriteCache, Is.True);
            Assert.That(identify.SubsystemName, Is.EqualTo("nqn.2019-08.org.qemu:x"));
        });
    }

    [Test]
    public void Controller_TextThatDoesNotPrint_CannotReachTheTerminal()
    {
        byte[] data = new byte[4096];
        Encoding.Latin1.GetBytes("\u001b[2J\u0000ü").CopyTo(data, 24);
        Assert.That(new IdentifyController(data).ModelNumber, Is.EqualTo("?[2J??"));
    }

    [TestCase(0, long.MaxValue)]
    [TestCase(1, 8192L)]
    [TestCase(7, 524288L)]
    [TestCase(31, 4096L << 31)]
    [TestCase(255, long.MaxValue)]
    public void Controller_Mdts_IsAPowerOfTwoOfSmallestPages(int exponent, long bytes)
    {
        byte[] data = new byte[4096];
        data[77] = (byte)exponent;
        Assert.That(new IdentifyController(data).MaximumTransferBytes(4096), Is.EqualTo(bytes));
    }

    [Test]
    public void Namespace_Fields_AreReadAtTheirOffsets()
    {
        byte[] data = new byte[4096];
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(0), 0x1_0000_0000);
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(8), 0x2000);
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(16), 0x1000);
        data[25] = 3;
        data[26] = 2;
        data[99] = 1;
        data[104] = 0xaa;
        data[120] = 0xbb;
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(128 + 8), (2u << 24) | (12u << 16) | 8);

        IdentifyNamespace identify = new(data);
        Assert.Multiple(() =>
        {
            Assert.That(identify.Size, Is.EqualTo(0x1_0000_0000));
            Assert.That(identify.Capacity, Is.EqualTo(0x2000));
            Assert.That(identify.Utilization, Is.EqualTo(0x1000));
            Assert.That(identify.FormatCount, Is.EqualTo(4));
            Assert.That(identify.FormatIndex, Is.EqualTo(2));
            Assert.That(identify.Format.BlockBytes, Is.EqualTo(4096));
            Assert.That(identify.Format.MetadataBytes, Is.EqualTo(8));
            Assert.That(identify.Format.RelativePerformance, Is.EqualTo(2));
            Assert.That(identify.IsWriteProtected, Is.True);
            Assert.That(identify.GloballyUniqueId[0], Is.EqualTo(0xaa));
            Assert.That(identify.ExtendedUniqueId[0], Is.EqualTo(0xbb));
        });
    }

    [TestCase(15, 0x75, 5, TestName = "FormatIndex_UpTo16Formats_IgnoresTheHighBits")]
    [TestCase(63, 0x75, 0x35, TestName = "FormatIndex_MoreFormats_UsesTheHighBits")]
    public void FormatIndex(int formats, int flbas, int index)
    {
        byte[] data = new byte[4096];
        data[25] = (byte)formats;
        data[26] = (byte)flbas;
        Assert.That(new IdentifyNamespace(data).FormatIndex, Is.EqualTo(index));
    }

    [TestCase(0, false)]
    [TestCase(8, false)]
    [TestCase(9, true)]
    [TestCase(12, true)]
    [TestCase(30, true)]
    [TestCase(31, false)]
    [TestCase(255, false)]
    public void LbaFormat_IsUsable_From512BytesOn(int exponent, bool isUsable) =>
        Assert.That(new LbaFormat((uint)exponent << 16).IsUsable, Is.EqualTo(isUsable));

    [Test]
    public void ActiveNamespaceList_IdsThatDoNotAscend_AreRefused()
    {
        byte[] data = new byte[4096];
        data[0] = 3;
        data[4] = 3;
        Assert.That(ActiveNamespaceList.TryAppend(data, 0, []), Is.False);
        Assert.That(ActiveNamespaceList.TryAppend(data, 3, []), Is.False, "below the id that was named");
    }

    [Test]
    public void ActiveNamespaceList_EndsAtTheFirstZero()
    {
        byte[] data = new byte[4096];
        data[0] = 1;
        data[4] = 9;
        data[12] = 10;
        List<uint> ids = [];
        Assert.That(ActiveNamespaceList.TryAppend(data, 0, ids), Is.True);
        Assert.That(ids, Is.EqualTo(new uint[] { 1, 9 }));
    }
}
