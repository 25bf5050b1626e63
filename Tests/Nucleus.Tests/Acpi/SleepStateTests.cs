using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed unsafe class SleepStateTests
{
    [SetUp, TearDown]
    public void Clear() => FakeMemory.Clear();

    [Test]
    public void TryFind_PackageOfZeros_GivesZeros() => Expect(0, 0, Aml("_S5_").Add(0x12, 6, 4, 0, 0, 0, 0));

    [Test]
    public void TryFind_ByteConstants_GivesThem() => Expect(5, 6, Aml("_S5_").Add(0x12, 0x0A, 4, 0x0A, 5, 0x0A, 6, 0x0A, 0, 0x0A, 0));

    [Test]
    public void TryFind_RootPrefixAndMixedConstants_GivesThem() =>
        Expect(7, 1, Aml("\\_S5_").Add(0x12, 6, 2, 0x0B, 7, 0, 0x01));

    [Test]
    public void TryFind_DoubleWordConstants_GivesThem() =>
        Expect(3, 2, Aml("_S5_").Add(0x12, 12, 2, 0x0C, 3, 0, 0, 0, 0x0C, 2, 0, 0, 0));

    [Test]
    public void TryFind_TwoByteLength_IsUnderstood() => Expect(5, 5, Aml("_S5_").Add(0x12, 0x47, 0, 2, 0x0A, 5, 0x0A, 5));

    [Test]
    public void TryFind_SingleElement_LeavesSecondZero() => Expect(5, 0, Aml("_S5_").Add(0x12, 4, 1, 0x0A, 5));

    [Test]
    public void TryFind_ReferenceBeforeDefinition_IsSkipped()
    {
        TableBuilder table = new TableBuilder("DSDT").Skip(5).Text("_S5_").Skip(9).Add(0x08).Text("_S5_").Add(0x12, 6, 2, 0x0A, 5, 0x0A, 5);
        Expect(5, 5, table);
    }

    [Test]
    public void TryFind_NoPackage_FindsNothing() => ExpectNothing(Aml("_S4_").Add(0x12, 6, 4, 0, 0, 0, 0).Skip(8));

    [Test]
    public void TryFind_ElementsThatAreNoConstants_FindsNothing() => ExpectNothing(Aml("_S5_").Add(0x12, 8, 2, 0x70, 1, 2, 3, 4).Skip(8));

    [Test]
    public void TryFind_MethodInsteadOfName_FindsNothing() =>
        ExpectNothing(new TableBuilder("DSDT").Skip(5).Add(0x14, 9).Text("_S5_").Add(0x12, 6, 4, 0, 0, 0, 0));

    [Test]
    public void TryFind_LengthBeyondTable_FindsNothing() => ExpectNothing(Aml("_S5_").Add(0x12, 0x3F, 2, 0x0A, 5, 0x0A, 5));

    [Test]
    public void TryFind_LengthBytesBeyondTable_FindsNothing() => ExpectNothing(Aml("_S5_").Add(0x12, 0xC0, 0, 0));

    [Test]
    public void TryFind_ZeroLength_FindsNothing() => ExpectNothing(Aml("_S5_").Add(0x12, 0, 2, 0x0A, 5, 0x0A, 5));

    [Test]
    public void TryFind_EmptyPackage_FindsNothing() => ExpectNothing(Aml("_S5_").Add(0x12, 2, 0).Skip(8));

    [TestCase(5)]
    [TestCase(6)]
    [TestCase(7)]
    [TestCase(8)]
    [TestCase(9)]
    [TestCase(10)]
    public void TryFind_TableCutAnywhere_NeverReadsBeyond(int kept)
    {
        byte[] whole = [0x08, (byte)'_', (byte)'S', (byte)'5', (byte)'_', 0x12, 0x06, 2, 0x0A, 5, 0x0A];
        ExpectNothing(new TableBuilder("DSDT").Skip(3).Add(whole[..kept]));
    }

    [Test]
    public void TryFind_EmptyTable_FindsNothing() => ExpectNothing(new TableBuilder("DSDT"));

    private static TableBuilder Aml(string name) => new TableBuilder("DSDT", 2).Skip(7).Add(0x08).Text(name);

    private static void Expect(byte typeA, byte typeB, TableBuilder table)
    {
        byte a = 0xEE;
        byte b = 0xEE;
        Assert.That(SleepState.TryFind(FakeMemory.Place(0x1000, table.Build()), &a, &b), Is.True);
        Assert.That((a, b), Is.EqualTo((typeA, typeB)));
    }

    private static void ExpectNothing(TableBuilder table)
    {
        byte a;
        byte b;
        Assert.That(SleepState.TryFind(FakeMemory.Place(0x1000, table.Build()), &a, &b), Is.False);
    }
}
