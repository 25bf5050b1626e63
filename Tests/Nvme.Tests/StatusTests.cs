using System;
using System.Linq;
using CosmosNvme.Abstractions;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>The status field, and what users of the disk see of it.</summary>
[TestOf(typeof(NvmeStatusNames))]
[TestOf(typeof(NvmeStatusTexts))]
public sealed class StatusTests
{
    private static readonly (int Value, string Name)[] s_names =
    [
        // Generic command status: NVMe Base 1.4 §4.6.1.2.1; 16h, 19h to 1Bh, 1Fh, 23h, 24h: 2.0; 85h to 89h: KV 1.0.
        (0x000, "SUCCESS"), (0x001, "INVALID_OPCODE"), (0x002, "INVALID_FIELD"), (0x003, "CMDID_CONFLICT"),
        (0x004, "DATA_XFER_ERROR"), (0x005, "POWER_LOSS"), (0x006, "INTERNAL"), (0x007, "ABORT_REQ"), (0x008, "ABORT_QUEUE"),
        (0x009, "FUSED_FAIL"), (0x00a, "FUSED_MISSING"), (0x00b, "INVALID_NS"), (0x00c, "CMD_SEQ_ERROR"),
        (0x00d, "SGL_INVALID_LAST"), (0x00e, "SGL_INVALID_COUNT"), (0x00f, "SGL_INVALID_DATA"), (0x010, "SGL_INVALID_METADATA"),
        (0x011, "SGL_INVALID_TYPE"), (0x012, "CMB_INVALID_USE"), (0x013, "PRP_INVALID_OFFSET"),
        (0x014, "ATOMIC_WRITE_UNIT_EXCEEDED"), (0x015, "OPERATION_DENIED"), (0x018, "HOSTID_FORMAT"), (0x01c, "SANITIZE_FAILED"),
        (0x01d, "SANITIZE_IN_PROGRESS"), (0x01e, "SGL_INVALID_GRANULARITY"), (0x020, "NS_WRITE_PROTECTED"),
        (0x021, "CMD_INTERRUPTED"), (0x022, "TRANSIENT_TRANSPORT"), (0x024, "ADMIN_CMD_MEDIA_NOT_READY"), (0x080, "LBA_RANGE"),
        (0x081, "CAP_EXCEEDED"), (0x082, "NS_NOT_READY"), (0x083, "RESERVATION_CONFLICT"), (0x084, "FORMAT_IN_PROGRESS"),
        (0x016, "SGL_INVALID_OFFSET"), (0x019, "KA_TIMEOUT_EXPIRED"), (0x01a, "KA_TIMEOUT_INVALID"), (0x01b, "ABORTED_PREEMPT_ABORT"),
        (0x01f, "CMD_NOT_SUP_CMB_QUEUE"), (0x023, "CMD_LOCKED_DOWN"), (0x085, "INVALID_VALUE_SIZE"), (0x086, "INVALID_KEY_SIZE"),
        (0x087, "KEY_NOT_FOUND"), (0x088, "UNRECOVERED"), (0x089, "KEY_EXISTS"),

        // Command specific status: §4.6.1.2.2.
        (0x100, "CQ_INVALID"), (0x101, "QID_INVALID"), (0x102, "QUEUE_SIZE"), (0x103, "ABORT_LIMIT"), (0x105, "ASYNC_LIMIT"),
        (0x106, "FIRMWARE_SLOT"), (0x107, "FIRMWARE_IMAGE"), (0x108, "INVALID_VECTOR"), (0x109, "INVALID_LOG_PAGE"),
        (0x10a, "INVALID_FORMAT"), (0x10b, "FW_NEEDS_CONV_RESET"), (0x10c, "INVALID_QUEUE"), (0x10d, "FEATURE_NOT_SAVEABLE"),
        (0x10e, "FEATURE_NOT_CHANGEABLE"), (0x10f, "FEATURE_NOT_PER_NS"), (0x180, "BAD_ATTRIBUTES"), (0x181, "INVALID_PI"),
        (0x182, "READ_ONLY"),
        (0x11f, "INVALID_CTRL_ID"), (0x120, "INVALID_SEC_CTRL_STATE"), (0x121, "INVALID_CTRL_RESOURCES"), (0x122, "INVALID_RESOURCE_ID"),
        (0x123, "PMR_SAN_PROHIBITED"), (0x124, "ANA_GROUP_ID_INVALID"), (0x125, "ANA_ATTACH_FAILED"), (0x126, "INSUFFICIENT_CAP"),
        (0x127, "NS_ATTACH_LIMIT"), (0x128, "LOCKDOWN_NOT_SUPP"), (0x129, "IOCS_NOT_SUPPORTED"), (0x12a, "IOCS_NOT_ENABLED"),
        (0x12b, "IOCS_COMBINATION"), (0x12c, "INVALID_IOCS"), (0x12d, "ID_UNAVAILABLE"), (0x183, "CMD_SIZE_LIMIT"),
        (0x1b6, "ZONE_INVALID_OP_REQUEST"), (0x1b7, "ZRWA_UNAVAILABLE"),

        // Media and data integrity errors: §4.6.1.2.3.
        (0x280, "WRITE_FAULT"), (0x281, "READ_ERROR"), (0x282, "GUARD_CHECK"), (0x283, "APPTAG_CHECK"), (0x284, "REFTAG_CHECK"),
        (0x285, "COMPARE_FAILED"), (0x286, "ACCESS_DENIED"), (0x287, "UNWRITTEN_BLOCK"), (0x288, "STORAGE_TAG_CHECK"),

        // Path related status: §4.6.1.2.4.
        (0x300, "INTERNAL_PATH_ERROR"), (0x301, "ANA_PERSISTENT_LOSS"), (0x302, "ANA_INACCESSIBLE"), (0x303, "ANA_TRANSITION"),
        (0x360, "CTRL_PATHING_ERROR"), (0x370, "HOST_PATHING_ERROR"), (0x371, "HOST_CMD_ABORT"),

        // Codes without a name say at least whose they are.
        (0x017, "UNKNOWN"), (0x1ff, "UNKNOWN"), (0x28f, "MEDIA_ERROR"), (0x37f, "PATH_ERROR"), (0x4ff, "UNKNOWN"), (0x700, "VENDOR_SPECIFIC"),
    ];

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

    [TestCase(0x4080, "LBA Out of Range: the command reaches beyond the end of the namespace (0x4080)")]
    [TestCase(0x6281, "Unrecovered Read Error: the data could not be read from the media (0x6281)")]
    [TestCase(0x0017, "Unknown Status: the code is reserved, or the vendor's (0x17)")]
    [TestCase(0x028f, "Unknown Media or Data Integrity Error: the code is reserved, or the vendor's (0x28f)")]
    public void Status_Describe_SaysWhatItMeans(int value, string text) => Assert.That(new NvmeStatus((ushort)value).Describe(), Is.EqualTo(text));

    // One table for logs and one for people: neither may know a code that the other does not.
    [Test]
    public void Status_EveryCode_HasAShortNameAndAText()
    {
        string[] differences = Enumerable.Range(0, 0x400)
            .Select(code => new NvmeStatus((ushort)code))
            .Where(status => NvmeStatusTexts.Of(status).StartsWith("Unknown", StringComparison.Ordinal) != (NvmeStatusNames.Of(status) is "UNKNOWN" or "MEDIA_ERROR" or "PATH_ERROR"))
            .Select(status => status.Describe())
            .ToArray();
        Assert.That(differences, Is.Empty);
        Assert.That(Enumerable.Range(0, 0x400).Select(code => NvmeStatusTexts.Of(new NvmeStatus((ushort)code))).Where(text => !text.StartsWith("Unknown", StringComparison.Ordinal)), Is.Unique);
    }

    [TestCase(StatusCodeType.Generic, 0x00, 0x000)]
    [TestCase(StatusCodeType.MediaAndDataIntegrity, 0x81, 0x281)]
    [TestCase(StatusCodeType.VendorSpecific, 0xff, 0x7ff)]
    public void Status_OfTypeAndCode_HasBoth(StatusCodeType type, int code, int value)
    {
        NvmeStatus status = NvmeStatus.Of(type, (byte)code);
        Assert.That((status.Value, status.Type, status.Code), Is.EqualTo(((ushort)value, type, (byte)code)));
        Assert.That(status == NvmeStatus.Success, Is.EqualTo(value == 0));
    }

    // A code of 0 in another table is no success: a mask that forgets the type has let "completion queue invalid" pass for one.
    [TestCase(0x100)]
    [TestCase(0x200)]
    [TestCase(0x300)]
    [TestCase(0x700)]
    [TestCase(0x080)]
    [TestCase(0x001)]
    public void Status_AnyBitOfTypeOrCode_IsNoSuccess(int value) => Assert.That(new NvmeStatus((ushort)value).IsSuccess, Is.False);

    [TestCase(0x0800)]
    [TestCase(0x2000)]
    [TestCase(0x4000)]
    public void Status_OtherBitsAlone_AreSuccess(int value) => Assert.That(new NvmeStatus((ushort)value).IsSuccess, Is.True);

    [TestCaseSource(nameof(Names))]
    public void Status_Name_IsThatOfTheTable(int value, string name) => Assert.That(NvmeStatusNames.Of(new NvmeStatus((ushort)value)), Is.EqualTo(name));

    [Test]
    public void Result_ForMessages_SaysHowItEnded()
    {
        Assert.That(CommandResult.Of(CommandEnding.TimedOut).ToString(), Is.EqualTo("no answer in time"));
        Assert.That(CommandResult.Of(CommandEnding.ControllerFailed).ToString(), Is.EqualTo("the controller failed"));
        Assert.That(new CommandResult(CommandEnding.Completed, new NvmeStatus(0x4002), 0).ToString(), Is.EqualTo("INVALID_FIELD(0x2, DNR)"));
    }

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

    private static System.Collections.Generic.IEnumerable<object[]> Names() => Array.ConvertAll(s_names, row => new object[] { row.Value, row.Name });
}
