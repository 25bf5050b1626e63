using System;
using System.Buffers.Binary;
using System.Text;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed unsafe class RsdpTests
{
    [SetUp, TearDown]
    public void Clear() => FakeMemory.Clear();

    [Test]
    public void Read_FirstRevision_GivesRsdtOnly()
    {
        FakeMemory.Place(0x1000, Pointer(0, 0x2000, 0));
        Assert.That(Read(0x1000), Is.EqualTo((AcpiFault.None, 0x2000UL, 0UL)));
    }

    [Test]
    public void Read_SecondRevision_GivesBothRoots()
    {
        FakeMemory.Place(0x1000, Pointer(2, 0x2000, 0x1_0000_3000));
        Assert.That(Read(0x1000), Is.EqualTo((AcpiFault.None, 0x2000UL, 0x1_0000_3000UL)));
    }

    [Test]
    public void Read_NullAddress_IsAbsent() => Assert.That(Read(0).Fault, Is.EqualTo(AcpiFault.Absent));

    [Test]
    public void Read_UnmappedAddress_IsUnmapped() => Assert.That(Read(0x5000).Fault, Is.EqualTo(AcpiFault.Unmapped));

    [Test]
    public void Read_OtherMagic_IsWrongSignature()
    {
        byte[] pointer = Pointer(0, 0x2000, 0);
        pointer[0] ^= 1;
        FakeMemory.Place(0x1000, pointer);
        Assert.That(Read(0x1000).Fault, Is.EqualTo(AcpiFault.WrongSignature));
    }

    [Test]
    public void Read_BadFirstChecksum_IsRefused()
    {
        byte[] pointer = Pointer(0, 0x2000, 0);
        pointer[16] ^= 1;
        FakeMemory.Place(0x1000, pointer);
        Assert.That(Read(0x1000).Fault, Is.EqualTo(AcpiFault.BadChecksum));
    }

    [TestCase(32, (byte)1, TestName = "Read_BadExtendedChecksum_FallsBackToRsdt")]
    [TestCase(20, (byte)0x24, TestName = "Read_ZeroExtendedLength_FallsBackToRsdt")]
    [TestCase(23, (byte)0x40, TestName = "Read_HugeExtendedLength_FallsBackToRsdt")]
    public void Read_DamagedExtension_FallsBackToRsdt(int offset, byte flip)
    {
        byte[] pointer = Pointer(2, 0x2000, 0x3000);
        pointer[offset] ^= flip;
        FakeMemory.Place(0x1000, pointer);
        Assert.That(Read(0x1000), Is.EqualTo((AcpiFault.None, 0x2000UL, 0UL)));
    }

    [Test]
    public void Read_DamagedExtensionWithoutRsdt_IsRefused()
    {
        byte[] pointer = Pointer(2, 0, 0x3000);
        pointer[32] ^= 1;
        FakeMemory.Place(0x1000, pointer);
        Assert.That(Read(0x1000).Fault, Is.EqualTo(AcpiFault.BadChecksum));
    }

    [Test]
    public void Search_PointerInBiosArea_IsFound()
    {
        byte[] low = new byte[0x100000];
        Pointer(2, 0x2000, 0x3000).CopyTo(low, 0xF5AD0);
        FakeMemory.Place(0, low);
        Assert.That(Rsdp.Search(&FakeMemory.Map), Is.EqualTo(0xF5AD0UL));
    }

    [Test]
    public void Search_PointerInEbda_IsFoundFirst()
    {
        byte[] low = new byte[0x100000];
        BinaryPrimitives.WriteUInt16LittleEndian(low.AsSpan(0x40E), 0x9FC0);
        Pointer(0, 0x2000, 0).CopyTo(low, 0x9FC20);
        Pointer(0, 0x4000, 0).CopyTo(low, 0xE0000);
        FakeMemory.Place(0, low);
        Assert.That(Rsdp.Search(&FakeMemory.Map), Is.EqualTo(0x9FC20UL));
    }

    [Test]
    public void Search_PointerInLastSixteenBytesOnly_IsNotReadPastTheEnd()
    {
        byte[] low = new byte[0x100000];
        Pointer(0, 0x2000, 0).AsSpan(0, 16).CopyTo(low.AsSpan(0xFFFF0));
        FakeMemory.Place(0, low);
        Assert.That(Rsdp.Search(&FakeMemory.Map), Is.Zero);
    }

    [Test]
    public void Search_MisalignedOrDamagedPointers_AreSkipped()
    {
        byte[] low = new byte[0x100000];
        Pointer(0, 0x2000, 0).CopyTo(low, 0xE0008);
        byte[] damaged = Pointer(0, 0x2000, 0);
        damaged[8]++;
        damaged.CopyTo(low, 0xE1000);
        FakeMemory.Place(0, low);
        Assert.That(Rsdp.Search(&FakeMemory.Map), Is.Zero);
    }

    [TestCase((ushort)0xFFFF)]
    [TestCase((ushort)0x0001)]
    public void Search_ImpossibleEbdaSegment_IsIgnored(int segment)
    {
        byte[] low = new byte[0x100000];
        BinaryPrimitives.WriteUInt16LittleEndian(low.AsSpan(0x40E), (ushort)segment);
        FakeMemory.Place(0, low);
        Assert.That(Rsdp.Search(&FakeMemory.Map), Is.Zero);
    }

    private static (AcpiFault Fault, ulong Rsdt, ulong Xsdt) Read(ulong physical)
    {
        ulong rsdt;
        ulong xsdt;
        AcpiFault fault = Rsdp.Read(physical, &FakeMemory.Map, &rsdt, &xsdt);
        return (fault, rsdt, xsdt);
    }

    private static byte[] Pointer(byte revision, uint rsdt, ulong xsdt)
    {
        byte[] pointer = new byte[revision >= 2 ? 36 : 20];
        Encoding.ASCII.GetBytes("RSD PTR ").CopyTo(pointer, 0);
        pointer[15] = revision;
        BinaryPrimitives.WriteUInt32LittleEndian(pointer.AsSpan(16), rsdt);
        pointer[8] = TableBuilder.Checksum(pointer[..20]);
        if (revision >= 2)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(pointer.AsSpan(20), 36);
            BinaryPrimitives.WriteUInt64LittleEndian(pointer.AsSpan(24), xsdt);
            pointer[32] = TableBuilder.Checksum(pointer);
        }

        return pointer;
    }
}
