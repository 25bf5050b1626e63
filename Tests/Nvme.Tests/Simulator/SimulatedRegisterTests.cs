using CosmosNvme.Nvme.Simulator;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>The simulator's registers against NVMe Base 1.4 §3.1, by a host of its own.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SimulatedRegisterTests
{
    private readonly RawHost _host = new(new SimulatedController());

    private SimulatedController Device => _host.Device;

    [Test]
    public void Enable_GoodSettings_LeadsToReady() => Assert.That(_host.Enable(), Is.EqualTo(1));

    [TestCase(0x0046_0081u, 1u, TestName = "Enable_LargerPageThatCapOffers_IsReady")]
    [TestCase(0x0046_0281u, 2u, TestName = "Enable_PageBeyondMpsmax_IsFatal")]
    [TestCase(0x0045_0001u, 2u, TestName = "Enable_WrongSubmissionEntrySize_IsFatal")]
    [TestCase(0x0036_0001u, 2u, TestName = "Enable_WrongCompletionEntrySize_IsFatal")]
    [TestCase(0x0046_0011u, 2u, TestName = "Enable_CommandSetThatCapDoesNotOffer_IsFatal")]
    public void Enable(uint configuration, uint status) => Assert.That(_host.Enable(configuration), Is.EqualTo(status));

    [Test]
    public void Disable_ResetsQueues()
    {
        _host.Enable();
        _host.CreateQueues(1);
        Device.Registers.Write32(0x14, 0x0046_0000);
        Assert.That(_host.WaitForStatus(), Is.Zero);
        _host.Ring(2, 1);
        Assert.That(Device.Violations, Has.Some.Contains("while the controller is disabled"));
    }

    [Test]
    public void ReadyTime_IsVirtual()
    {
        Device.ReadyNanoseconds = 3_000_000_000;
        Assert.That(_host.Enable(), Is.Zero);
        Device.Clock.Delay(3_000_000_000);
        Assert.That(_host.WaitForStatus(), Is.EqualTo(1));
    }

    [TestCase(1u << 14)]
    [TestCase(2u << 14)]
    public void Shutdown_EitherWay_IsReportedComplete(uint notification)
    {
        _host.Enable();
        Device.Registers.Write32(0x14, 0x0046_0001 | notification);
        Assert.That(_host.WaitForStatus(), Is.EqualTo(1 | (2 << 2)));
    }

    [Test]
    public void SubsystemReset_WithItsKey_ResetsAndIsRemembered()
    {
        Device.Capabilities |= 1ul << 36;
        _host.Enable();
        Device.Registers.Write32(0x20, 0x1234);
        Assert.That(Device.Registers.Read32(0x1c), Is.EqualTo(1), "without the key nothing happens");
        Device.Registers.Write32(0x20, 0x4e56_4d65);
        Assert.That(Device.Registers.Read32(0x14), Is.Zero);
        Assert.That(_host.WaitForStatus(), Is.EqualTo(1 << 4));
        Device.Registers.Write32(0x1c, 1 << 4);
        Assert.That(_host.WaitForStatus(), Is.Zero);
        Assert.That(Device.Violations, Is.Empty);
    }

    [Test]
    public void SubsystemReset_NotOffered_IsAViolation()
    {
        Device.Registers.Write32(0x20, 0x4e56_4d65);
        Assert.That(Device.Violations, Has.Some.Contains("CAP.NSSRS"));
    }

    [Test]
    public void PlainRegisters_ReadAsTheyWereSet()
    {
        (Device.MemoryBufferLocation, Device.MemoryBufferSize, Device.PersistentMemoryCapabilities, Device.ReadyTimeouts) = (1, 2, 3, 4);
        Assert.That(
            (Device.Registers.Read32(0x38), Device.Registers.Read32(0x3c), Device.Registers.Read32(0xe00), Device.Registers.Read32(0x68)),
            Is.EqualTo((1u, 2u, 3u, 4u)));
    }

    [Test]
    public void Gone_EveryRegister_IsAllOnes()
    {
        Device.IsGone = true;
        for (uint offset = 0; offset < 0x1010; offset += 4)
        {
            Assert.That(Device.Registers.Read32(offset), Is.EqualTo(uint.MaxValue));
        }
    }

    [TestCase(0x24u)]
    [TestCase(0x28u)]
    [TestCase(0x34u)]
    public void AdminQueueRegisters_WrittenWhileEnabled_AreAViolation(uint offset)
    {
        _host.Enable();
        Device.Registers.Write32(offset, 0);
        Assert.That(Device.Violations, Has.Some.Contains("while CC.EN is 1"));
    }
}
