using CosmosNvme.Abstractions;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>The status field, and what users of the disk see of it.</summary>
[TestOf(typeof(NvmeStatusNames))]
public sealed class StatusTests
{
    [Test]
    public void Status_AllParts_AreWhereTheSpecificationSays()
    {
        // DNR, M, CRD 2, SCT 2, SC 81h.
        NvmeStatus status = new((1 << 14) | (1 << 13) | (2 << 11) | (2 << 8) | 0x81);
        Assert.Multiple(() =>
        {
            Assert.That(status.IsFinal, Is.True);
            Assert.That(status.HasMore, Is.True);
            Assert.That(status.RetryDelay, Is.EqualTo(2));
            Assert.That(status.Type, Is.EqualTo(StatusCodeType.MediaAndDataIntegrity));
            Assert.That(status.Code, Is.EqualTo(0x81));
            Assert.That(status.TypeCode, Is.EqualTo(0x281));
            Assert.That(status.ToString(), Is.EqualTo("READ_ERROR(0x281, MORE, DNR)"));
        });
    }

    [TestCase(0x000, "SUCCESS(0x0)")]
    [TestCase(0x002, "INVALID_FIELD(0x2)")]
    [TestCase(0x080, "LBA_RANGE(0x80)")]
    [TestCase(0x13f, "UNKNOWN(0x13f)")]
    [TestCase(0x7c0, "VENDOR_SPECIFIC(0x7c0)")]
    public void Status_ToString_NamesIt(int value, string text) => Assert.That(new NvmeStatus((ushort)value).ToString(), Is.EqualTo(text));

    [TestCase(0x000, BlockError.None)]
    [TestCase(0x080, BlockError.OutOfRange)]
    [TestCase(0x020, BlockError.ReadOnly)]
    [TestCase(0x182, BlockError.ReadOnly)]
    [TestCase(0x281, BlockError.Medium)]
    [TestCase(0x280, BlockError.Medium)]
    [TestCase(0x006, BlockError.Refused)]
    [TestCase(0x7ff, BlockError.Refused)]
    public void BlockStatus_OfStatus_KeepsTheCode(int value, BlockError error)
    {
        // With DNR, which must not change the verdict.
        CommandResult result = new(CommandEnding.Completed, new NvmeStatus((ushort)(value | (value == 0 ? 0 : 1 << 14))), 0);
        Assert.That(BlockStatuses.Of(result), Is.EqualTo(new BlockStatus(error, (ushort)value)));
    }

    [Test]
    public void BlockStatus_WithoutCompletion_SaysWhy()
    {
        Assert.That(BlockStatuses.Of(CommandResult.Of(CommandEnding.TimedOut)).Error, Is.EqualTo(BlockError.TimedOut));
        Assert.That(BlockStatuses.Of(CommandResult.Of(CommandEnding.ControllerFailed)).Error, Is.EqualTo(BlockError.DeviceGone));
    }
}
