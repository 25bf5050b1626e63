using System.Threading.Tasks;
using CosmosNvme.Abstractions;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>How a controller's service ends when it does not end well. NVMe Base 1.4 §7.6.2.</summary>
public sealed class EndOfServiceTests
{
    [Test]
    public void Attach_WindowWithoutAnyRegisters_SaysSo()
    {
        Rig rig = new();
        rig.Device.WindowLength = 0x800;
        Assert.That(rig.Attach, Throws.InstanceOf<NvmeException>().With.Message.Contains("2048 bytes is too short"));
    }

    [Test]
    public void Attach_GoneWhileNamespacesAreScanned_GivesEverythingBack()
    {
        Rig rig = new();
        rig.Device.Faults.OnCommand(command => command is { IsAdmin: true, Opcode: 6 } && (byte)command.Dword10 == 0).RemovesDevice();
        Assert.That(rig.Attach, Throws.InstanceOf<NvmeException>().With.Message.Contains("gone"));
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
    }

    [Test]
    public async Task ShutDown_WithACommandThatNeverEnds_GivesItUpAfterFiveSeconds()
    {
        Rig rig = new(vectors: 2);
        NvmeController controller = rig.Attach();
        rig.Device.Faults.OnTransfer().NeverCompletes();
        Task<BlockStatus> read = controller.Namespaces[0].ReadAsync(0, new byte[512]).AsTask();
        long start = rig.Clock.Nanoseconds;
        controller.ShutDown();
        Assert.That((await read).Error, Is.EqualTo(BlockError.DeviceGone));
        Assert.That((rig.Clock.Nanoseconds - start) / 1e9, Is.InRange(4.9, 7));
        Assert.That(controller.FailureMessage, Does.Contain("still outstanding at shutdown"));
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
    }

    [Category("Pitfall")]
    [Property("Pitfall", 40)]
    [TestCase(0u, 5.0)]
    [TestCase(20_000_000u, 20.0)]
    [TestCase(uint.MaxValue, 60.0)]
    public void ShutDown_NeverConfirmed_IsWaitedForAsLongAsTheControllerSays(uint microseconds, double seconds)
    {
        Rig rig = new();
        rig.Device.ShutdownMicroseconds = microseconds;
        rig.Device.NeverShutDown = true;
        NvmeController controller = rig.Attach();
        long start = rig.Clock.Nanoseconds;
        Assert.That(controller.ShutDown(), Is.False);
        Assert.That((rig.Clock.Nanoseconds - start) / 1e9, Is.EqualTo(seconds).Within(0.5));
    }

    [Test]
    public void ShutDown_QuirkOfNoConfirmation_DoesNotWait()
    {
        Rig rig = new() { Options = new NvmeOptions { Quirks = NvmeQuirks.ShutdownNeverCompletes } };
        rig.Device.NeverShutDown = true;
        NvmeController controller = rig.Attach();
        long start = rig.Clock.Nanoseconds;
        Assert.That(controller.ShutDown(), Is.True);
        Assert.That((rig.Clock.Nanoseconds - start) / 1e9, Is.LessThan(0.5));
        Assert.That(rig.Device.RegisterWrites, Has.Some.EqualTo("CC=464061"), "it is told all the same");
    }

    [TestCase(false)]
    [TestCase(true)]
    public void ShutDown_DeviceGone_EndsAtOnce(bool isGoneMeanwhile)
    {
        Rig rig = new();
        NvmeController controller = rig.Attach();
        if (isGoneMeanwhile)
        {
            rig.Device.NeverShutDown = true;
            rig.Device.Faults.After(1_000_000_000, device => device.IsGone = true);
        }
        else
        {
            rig.Device.IsGone = true;
        }

        long start = rig.Clock.Nanoseconds;
        Assert.That(controller.ShutDown(), Is.False);
        Assert.That((rig.Clock.Nanoseconds - start) / 1e9, Is.LessThan(2));
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
    }

    [Test]
    public void Registers_OfTheMemoryBuffer_AreReadWhereTheyLie()
    {
        Rig rig = new();
        rig.Device.MemoryBufferLocation = 0x3002;
        rig.Device.MemoryBufferSize = 0x4_0001;
        Assert.That(new NvmeRegisters(rig.Device.Registers).MemoryBuffer, Is.EqualTo(new ControllerMemoryBuffer(0x3002, 0x4_0001)));
    }

    [Test]
    public void Doorbells_WindowWithoutThem_HasNone() =>
        Assert.That(new DoorbellLayout(new RamWindow(0x800), 4).QueuePairsInWindow, Is.Zero);
}
