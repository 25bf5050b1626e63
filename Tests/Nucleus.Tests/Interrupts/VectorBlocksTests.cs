using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed unsafe class VectorBlocksTests
{
    private const int Vectors = 256;

    [TestCase(1, 0x31)]
    [TestCase(2, 0x32)]
    [TestCase(4, 0x34)]
    [TestCase(8, 0x38)]
    [TestCase(16, 0x40)]
    [TestCase(32, 0x40)]
    public void Find_NothingTaken_IsTheFirstAlignedBlock(int count, int vector) => Assert.That(Find(count), Is.EqualTo(vector));

    [TestCase(1, 0x33)]
    [TestCase(2, 0x34)]
    [TestCase(4, 0x38)]
    [TestCase(8, 0x38)]
    [TestCase(16, 0x50)]
    [TestCase(32, 0x60)]
    public void Find_SomeTaken_FitsBetween(int count, int vector) => Assert.That(Find(count, 0x31, 0x32, 0x37, 0x4f), Is.EqualTo(vector));

    [Test]
    public void Find_LastBlock_EndsBelowTheNucleussOwnVectors()
    {
        int[] taken = new int[InterruptVectors.LastDevice - InterruptVectors.FirstDevice + 1 - 16];
        for (int i = 0; i < taken.Length; i++)
        {
            taken[i] = InterruptVectors.FirstDevice + i;
        }

        Assert.That(Find(16, taken), Is.EqualTo(0xe0));
        Assert.That(Find(32, taken), Is.EqualTo(-1));
    }

    [Test]
    public void Find_OneInEachBlockTaken_IsNone()
    {
        int[] taken = new int[8];
        for (int i = 0; i < taken.Length; i++)
        {
            taken[i] = (i * 32) + 31;
        }

        taken[7] = 0xe5;
        Assert.That(Find(32, taken), Is.EqualTo(-1));
    }

    private static int Find(int count, params int[] taken)
    {
        ulong* vectors = stackalloc ulong[Vectors];
        foreach (int vector in taken)
        {
            vectors[vector] = 1;
        }

        return VectorBlocks.Find(vectors, count);
    }
}
