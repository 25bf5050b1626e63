using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed unsafe class LegacyPicTests
{
    private const ushort MasterCommand = 0x20;
    private const ushort MasterData = 0x21;
    private const ushort SlaveCommand = 0xa0;
    private const ushort SlaveData = 0xa1;

    [SetUp]
    public void SetUp()
    {
        FakePorts.Reset();
        LegacyPic.UsePorts(&FakePorts.Read, &FakePorts.Write);
        LegacyPic.RemapAndMask(0x20);
    }

    [Test]
    public void RemapAndMask_BothControllers_GetFourWordsInOrder()
    {
        Assert.That(On(MasterCommand), Is.EqualTo(new byte[] { 0x11 }));
        Assert.That(On(SlaveCommand), Is.EqualTo(new byte[] { 0x11 }));
        Assert.That(On(MasterData), Is.EqualTo(new byte[] { 0xff, 0x20, 0x04, 0x01, 0xff }));
        Assert.That(On(SlaveData), Is.EqualTo(new byte[] { 0xff, 0x28, 0x02, 0x01, 0xff }));
    }

    [Test]
    public void SetMask_InputOfTheMaster_LeavesTheOthers()
    {
        LegacyPic.SetMask(4, isMasked: false);
        Assert.That(Masks(), Is.EqualTo((0xef, 0xff)));
        LegacyPic.SetMask(4, isMasked: true);
        Assert.That(Masks(), Is.EqualTo((0xff, 0xff)));
    }

    [Test]
    public void SetMask_InputOfTheSlave_OpensTheCascadeWithIt()
    {
        LegacyPic.SetMask(10, isMasked: false);
        LegacyPic.SetMask(11, isMasked: false);
        Assert.That(Masks(), Is.EqualTo((0xfb, 0xf3)));
        LegacyPic.SetMask(10, isMasked: true);
        Assert.That(Masks(), Is.EqualTo((0xfb, 0xf7)));
        LegacyPic.SetMask(11, isMasked: true);
        Assert.That(Masks(), Is.EqualTo((0xff, 0xff)));
    }

    [TestCase(5, (ushort)0x4d0, (byte)0x21)]
    [TestCase(10, (ushort)0x4d1, (byte)0x05)]
    public void SetLevelTriggered_Input_KeepsTheOtherBits(int input, ushort port, byte value)
    {
        FakePorts.Set(port, 0x01);
        LegacyPic.SetLevelTriggered(input);
        Assert.That(FakePorts.Writes[^1], Is.EqualTo((port, value)));
    }

    [Test]
    public void End_Master_IsSpecific()
    {
        FakePorts.Writes.Clear();
        LegacyPic.End(4);
        Assert.That(FakePorts.Writes, Is.EqualTo(new[] { (MasterCommand, (byte)0x64) }));
    }

    [Test]
    public void End_Slave_EndsTheCascadeToo()
    {
        FakePorts.Writes.Clear();
        LegacyPic.End(11);
        Assert.That(FakePorts.Writes, Is.EqualTo(new[] { (SlaveCommand, (byte)0x63), (MasterCommand, (byte)0x62) }));
    }

    [Test]
    public void EndIfSpurious_Input7NotInService_IsNotEnded()
    {
        FakePorts.Writes.Clear();
        Assert.That(LegacyPic.EndIfSpurious(7), Is.True);
        Assert.That(FakePorts.Writes, Is.EqualTo(new[] { (MasterCommand, (byte)0x0b) }), "only the question");
    }

    [Test]
    public void EndIfSpurious_Input15NotInService_EndsOnlyTheMaster()
    {
        FakePorts.Writes.Clear();
        Assert.That(LegacyPic.EndIfSpurious(15), Is.True);
        Assert.That(FakePorts.Writes, Is.EqualTo(new[] { (SlaveCommand, (byte)0x0b), (MasterCommand, (byte)0x62) }));
    }

    [TestCase(7, MasterCommand)]
    [TestCase(15, SlaveCommand)]
    public void EndIfSpurious_LastInputInService_IsReal(int input, ushort command)
    {
        FakePorts.InService[command] = 0x80;
        Assert.That(LegacyPic.EndIfSpurious(input), Is.False);
    }

    [TestCase(0)]
    [TestCase(6)]
    [TestCase(10)]
    public void EndIfSpurious_OtherInputs_AreNeverSpurious(int input)
    {
        FakePorts.Writes.Clear();
        Assert.That(LegacyPic.EndIfSpurious(input), Is.False);
        Assert.That(FakePorts.Writes, Is.Empty);
    }

    private static byte[] On(ushort port) => FakePorts.Writes.Where(write => write.Port == port).Select(write => write.Value).ToArray();

    private static (int Master, int Slave) Masks() => (On(MasterData)[^1], On(SlaveData)[^1]);
}
