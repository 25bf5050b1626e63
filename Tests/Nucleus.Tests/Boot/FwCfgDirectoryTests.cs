using System;
using System.Buffers.Binary;
using System.Text;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed unsafe class FwCfgDirectoryTests
{
    [Test]
    public void Matches_WholeName_GivesLengthAndKey()
    {
        FwCfgFile file;
        Assert.That(Matches(Entry("opt/cosmos/exec", 65536, 0x29), "opt/cosmos/exec", &file), Is.True);
        Assert.That((file.Length, file.Key), Is.EqualTo((65536u, (ushort)0x29)));
    }

    [TestCase("opt/cosmos/exec", "opt/cosmos/exe")]
    [TestCase("opt/cosmos/exec", "opt/cosmos/exec2")]
    [TestCase("opt/cosmos/exec", "")]
    [TestCase("", "opt/cosmos/exec")]
    public void Matches_OtherName_IsFalse(string actual, string asked)
    {
        FwCfgFile file;
        Assert.That(Matches(Entry(actual, 1, 1), asked, &file), Is.False);
    }

    [Test]
    public void Matches_NameThatFillsItsField_NeedsNoTerminator()
    {
        FwCfgFile file;
        string name = new('x', 56);
        Assert.That(Matches(Entry(name, 7, 8), name, &file), Is.True);
        Assert.That(Matches(Entry(name, 7, 8), name + "x", &file), Is.False);
        Assert.That(Matches(Entry(name, 7, 8), name[1..], &file), Is.False);
    }

    [Test]
    public void Number_Bytes_AreBigEndian()
    {
        byte* bytes = stackalloc byte[4] { 0x51, 0x45, 0x4D, 0x55 };
        Assert.That(FwCfgDirectory.Number(bytes), Is.EqualTo(0x51454D55));
    }

    private static bool Matches(byte[] entry, string name, FwCfgFile* file)
    {
        fixed (byte* p = entry)
        {
            return FwCfgDirectory.Matches(p, Encoding.ASCII.GetBytes(name), file);
        }
    }

    private static byte[] Entry(string name, uint length, ushort key)
    {
        byte[] entry = new byte[FwCfgDirectory.EntryLength];
        BinaryPrimitives.WriteUInt32BigEndian(entry, length);
        BinaryPrimitives.WriteUInt16BigEndian(entry.AsSpan(4), key);
        Encoding.ASCII.GetBytes(name).CopyTo(entry, 8);
        return entry;
    }
}
