using System.Collections.Generic;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
[NonParallelizable]
internal sealed unsafe class Ps2ControllerTests
{
    [SetUp]
    public void SetUp()
    {
        FakeKeyboard.Reset();
        Ps2Controller.UsePorts(&FakeKeyboard.Read, &FakeKeyboard.Write);
    }

    [Test]
    public void TryInitialize_AKeyboard_SendsTranslatedCodesByInterrupt()
    {
        Assert.That(Ps2Controller.TryInitialize(), Is.True);
        Assert.That(FakeKeyboard.Configuration, Is.EqualTo(0x65), "Interrupt of the keyboard on, of the mouse off; mouse off; translated.");
        Assert.That((FakeKeyboard.IsScanning, FakeKeyboard.IsKeyboardEnabled, FakeKeyboard.IsMouseEnabled), Is.EqualTo((true, true, false)));
    }

    [Test]
    public void TryInitialize_KeysPressedBefore_AreDropped()
    {
        FakeKeyboard.Send(0x1e);
        FakeKeyboard.Send(0x9e);
        Assert.That(Ps2Controller.TryInitialize(), Is.True);
        Assert.That(Taken(), Is.Empty);
    }

    [Test]
    public void TryInitialize_AKeyInsteadOfAnAnswer_IsNotTakenForOne()
    {
        FakeKeyboard.Answers.Enqueue(0x1c);
        Assert.That(Ps2Controller.TryInitialize(), Is.False);
    }

    [Test]
    public void TryInitialize_TheKeyboardDidNotUnderstand_IsAskedAgain()
    {
        FakeKeyboard.Answers.Enqueue(0xfe);
        FakeKeyboard.Answers.Enqueue(0xfe);
        Assert.That(Ps2Controller.TryInitialize(), Is.True);
    }

    [Test]
    public void TryInitialize_TheKeyboardNeverUnderstands_GivesUp()
    {
        for (int i = 0; i < 10; i++)
        {
            FakeKeyboard.Answers.Enqueue(0xfe);
        }

        Assert.That(Ps2Controller.TryInitialize(), Is.False);
    }

    [Test]
    public void TryInitialize_NoController_TouchesNothing()
    {
        FakeKeyboard.IsControllerThere = false;
        Assert.That(Ps2Controller.TryInitialize(), Is.False);
        Assert.That(FakeKeyboard.Reads, Is.EqualTo(1));
    }

    [Test]
    public void TryInitialize_NoKeyboard_EndsInTime()
    {
        FakeKeyboard.IsKeyboardThere = false;
        Assert.That(Ps2Controller.TryInitialize(), Is.False);
        Assert.That(FakeKeyboard.Reads, Is.LessThan(200_000));
    }

    [Test]
    public void TryInitialize_AControllerThatTakesNothing_EndsInTime()
    {
        FakeKeyboard.IsStuck = true;
        Assert.That(Ps2Controller.TryInitialize(), Is.False);
        Assert.That(FakeKeyboard.Reads, Is.LessThan(200_000));
    }

    [Test]
    public void TryInitialize_AControllerThatBabbles_EndsInTime()
    {
        FakeKeyboard.Babbles = true;
        Assert.That(Ps2Controller.TryInitialize(), Is.False);
        Assert.That(FakeKeyboard.Reads, Is.LessThan(200_000));
    }

    [Test]
    public void TryTake_KeysAndMouse_AreKeysOnly()
    {
        Ps2Controller.TryInitialize();
        FakeKeyboard.Send(0x1e);
        FakeKeyboard.Send(0x08, isMouse: true);
        FakeKeyboard.Send(0x9e);
        Assert.That(Taken(), Is.EqualTo(new byte[] { 0x1e, 0x9e }));
    }

    [Test]
    public void TryTake_AControllerThatVanished_IsNothing()
    {
        Ps2Controller.TryInitialize();
        FakeKeyboard.IsControllerThere = false;
        Assert.That(Taken(), Is.Empty);
    }

    private static List<byte> Taken()
    {
        List<byte> codes = [];
        byte code;
        while (Ps2Controller.TryTake(&code))
        {
            codes.Add(code);
        }

        return codes;
    }
}
