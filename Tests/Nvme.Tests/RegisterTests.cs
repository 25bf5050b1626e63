using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>Registers decoded, against the figures of NVMe Base 1.4 §3.1 (CRTO: Base 2.0).</summary>
public sealed class RegisterTests
{
    [Test]
    public void Capabilities_OfQemu_AreDecoded()
    {
        // MQES 2047, CQR, TO 15, CSS bits 0, 6 and 7, MPSMAX 4.
        ControllerCapabilities capabilities = new(0x0040_1820_0f01_07ff | (1ul << 43));
        Assert.Multiple(() =>
        {
            Assert.That(capabilities.MaximumQueueEntries, Is.EqualTo(2048));
            Assert.That(capabilities.RequiresContiguousQueues, Is.True);
            Assert.That(capabilities.TimeoutUnits, Is.EqualTo(15));
            Assert.That(capabilities.DoorbellStrideBytes, Is.EqualTo(4));
            Assert.That(capabilities.SupportsNvmCommandSet, Is.True);
            Assert.That(capabilities.SupportsSelectableCommandSets, Is.True);
            Assert.That(capabilities.MinimumPageBytes, Is.EqualTo(4096));
            Assert.That(capabilities.MaximumPageBytes, Is.EqualTo(65536));
        });
    }

    [Test]
    public void Configuration_ForThisDriver_IsThatOfTheSpecification()
    {
        ControllerConfiguration configuration = ControllerConfiguration.ForThisDriver(new ControllerCapabilities(1ul << 37));

        // IOCQES 4 in bits 20-23, IOSQES 6 in bits 16-19, the rest 0.
        Assert.That(configuration.WithEnable(true).Value, Is.EqualTo(0x0046_0001));
        Assert.That(configuration.SubmissionEntryBytes, Is.EqualTo(64));
        Assert.That(configuration.CompletionEntryBytes, Is.EqualTo(16));
        Assert.That(configuration.PageBytes, Is.EqualTo(4096));
        Assert.That(configuration.WithShutdown(ShutdownNotification.Normal).Value, Is.EqualTo(0x0046_4000));
    }

    [Test]
    public void Configuration_OnlySelectableCommandSets_SelectsAll() =>
        Assert.That(ControllerConfiguration.ForThisDriver(new ControllerCapabilities(1ul << 43)).CommandSet, Is.EqualTo(6));

    [TestCase(2u, 0x0001_0001u)]
    [TestCase(32u, 0x001f_001fu)]
    [TestCase(4096u, 0x0fff_0fffu)]
    public void AdminQueueAttributes_Depth_IsZeroBasedInBothHalves(uint depth, uint value)
    {
        Assert.That(AdminQueueAttributes.ForDepth(depth).Value, Is.EqualTo(value));
        Assert.That(new AdminQueueAttributes(value).SubmissionEntries, Is.EqualTo(depth));
        Assert.That(new AdminQueueAttributes(value).CompletionEntries, Is.EqualTo(depth));
    }

    [TestCase(0x0001_0400u, "1.4")]
    [TestCase(0x0001_0201u, "1.2.1")]
    [TestCase(0x0002_0000u, "2.0")]
    public void Version_ToString_IsAsPeopleWriteIt(uint value, string text) => Assert.That(new NvmeVersion(value).ToString(), Is.EqualTo(text));

    [Test]
    public void Status_Bits_AreThoseOfTheSpecification()
    {
        Assert.Multiple(() =>
        {
            Assert.That(new ControllerStatus(1).IsReady, Is.True);
            Assert.That(new ControllerStatus(2).IsFatal, Is.True);
            Assert.That(new ControllerStatus(2 << 2).IsShutDown, Is.True);
            Assert.That(new ControllerStatus(1 << 2).IsShutDown, Is.False);
            Assert.That(new ControllerStatus(1 << 4).SubsystemWasReset, Is.True);
            Assert.That(new ControllerStatus(1 << 5).IsPaused, Is.True);
            Assert.That(new ControllerStatus(uint.MaxValue).IsGone, Is.True);
        });
    }

    [Test]
    public void MemoryBuffer_LocationAndSize_AreInUnitsOfTheSizeRegister()
    {
        // SZU 2: units of 1 MiB; 64 of them at unit 3 of BAR 2.
        ControllerMemoryBuffer buffer = new((3u << 12) | 2, (64u << 12) | (2u << 8) | 1);
        Assert.That((buffer.Bar, buffer.OffsetBytes, buffer.LengthBytes, buffer.HoldsSubmissionQueues), Is.EqualTo((2u, 3ul << 20, 64ul << 20, true)));
    }

    [Test]
    public void ReadyTimeouts_Fields_AreHalves() =>
        Assert.That((new ControllerReadyTimeouts(0x0003_0014).WithMediaUnits, new ControllerReadyTimeouts(0x0003_0014).IndependentOfMediaUnits), Is.EqualTo((20u, 3u)));
}
