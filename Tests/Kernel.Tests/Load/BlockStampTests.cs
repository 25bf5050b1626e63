using System;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Load;

/// <summary>The stamp by which the load recognises its blocks finds what it is there to find.</summary>
internal sealed class BlockStampTests
{
    private const ulong Number = 77;
    private const ulong Generation = 5;

    private byte[] _block = null!;

    [SetUp]
    public void Stamp() => BlockStamp.Write(_block = new byte[512], Number, Generation);

    [Test]
    public void FindFault_TheBlockItself_IsNone() => Assert.That(BlockStamp.FindFault(_block, Number, Generation), Is.Null);

    [TestCase(Number + 1, Generation)]
    [TestCase(Number, Generation - 1)]
    [TestCase(Number, Generation + 1)]
    public void FindFault_OfAnotherPlaceOrTime_NamesBoth(ulong number, ulong generation) =>
        Assert.That(BlockStamp.FindFault(_block, number, generation), Does.Contain($"block {number}, ").And.Contain("holds block 77 of time 5, checksum right"));

    [Test]
    public void FindFault_AnyByteChanged_IsFound()
    {
        for (int index = 0; index < _block.Length; index++)
        {
            _block[index] ^= 0x10;
            Assert.That(BlockStamp.FindFault(_block, Number, Generation), Is.Not.Null, $"byte {index}");
            _block[index] ^= 0x10;
        }
    }

    [Test]
    public void FindFault_HalfOfAnOlderTime_IsFound()
    {
        byte[] older = new byte[512];
        BlockStamp.Write(older, Number, Generation - 1);
        older.AsSpan(256).CopyTo(_block.AsSpan(256));
        Assert.That(BlockStamp.FindFault(_block, Number, Generation), Does.Contain("checksum wrong"));
    }

    [Test]
    public void FindFault_NothingButZeros_IsFound() => Assert.That(BlockStamp.FindFault(new byte[512], 0, 0), Is.Not.Null);
}
