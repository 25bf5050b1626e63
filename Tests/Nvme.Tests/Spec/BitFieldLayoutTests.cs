using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>Every bit field of the driver against the figures of the specification. NVMe Base 1.4; CRTO and CAP.CRMS: Base 2.0.</summary>
[TestOf(typeof(BitField))]
public sealed class BitFieldLayoutTests
{
    // Register, name in the specification, type and field here, first and last bit as the figure draws them. Fields of one register
    // must not overlap; a type with two registers names them apart.
    private static readonly (string Register, string Name, string Field, int Last, int First)[] s_table =
    [
        ("CAP", "MQES", "ControllerCapabilities.MaximumQueueEntriesField", 15, 0),
        ("CAP", "CQR", "ControllerCapabilities.ContiguousQueuesField", 16, 16),
        ("CAP", "TO", "ControllerCapabilities.TimeoutField", 31, 24),
        ("CAP", "DSTRD", "ControllerCapabilities.DoorbellStrideField", 35, 32),
        ("CAP", "NSSRS", "ControllerCapabilities.SubsystemResetField", 36, 36),
        ("CAP", "CSS", "ControllerCapabilities.CommandSetsField", 44, 37),
        ("CAP", "BPS", "ControllerCapabilities.BootPartitionsField", 45, 45),
        ("CAP", "MPSMIN", "ControllerCapabilities.MinimumPageField", 51, 48),
        ("CAP", "MPSMAX", "ControllerCapabilities.MaximumPageField", 55, 52),
        ("CAP", "CMBS", "ControllerCapabilities.MemoryBufferField", 57, 57),
        ("CAP", "CRMS.CRWMS", "ControllerCapabilities.ReadyWithMediaField", 59, 59),
        ("VS", "TER", "NvmeVersion.TertiaryField", 7, 0),
        ("VS", "MNR", "NvmeVersion.MinorField", 15, 8),
        ("VS", "MJR", "NvmeVersion.MajorField", 31, 16),
        ("CC", "EN", "ControllerConfiguration.EnableField", 0, 0),
        ("CC", "CSS", "ControllerConfiguration.CommandSetField", 6, 4),
        ("CC", "MPS", "ControllerConfiguration.PageField", 10, 7),
        ("CC", "AMS", "ControllerConfiguration.ArbitrationField", 13, 11),
        ("CC", "SHN", "ControllerConfiguration.ShutdownField", 15, 14),
        ("CC", "IOSQES", "ControllerConfiguration.SubmissionEntryField", 19, 16),
        ("CC", "IOCQES", "ControllerConfiguration.CompletionEntryField", 23, 20),
        ("CSTS", "RDY", "ControllerStatus.ReadyField", 0, 0),
        ("CSTS", "CFS", "ControllerStatus.FatalField", 1, 1),
        ("CSTS", "SHST", "ControllerStatus.ShutdownField", 3, 2),
        ("CSTS", "NSSRO", "ControllerStatus.SubsystemResetField", 4, 4),
        ("CSTS", "PP", "ControllerStatus.PausedField", 5, 5),
        ("AQA", "ASQS", "AdminQueueAttributes.SubmissionField", 11, 0),
        ("AQA", "ACQS", "AdminQueueAttributes.CompletionField", 27, 16),
        ("CMBLOC", "BIR", "ControllerMemoryBuffer.BarField", 2, 0),
        ("CMBLOC", "OFST", "ControllerMemoryBuffer.OffsetField", 31, 12),
        ("CMBSZ", "SQS", "ControllerMemoryBuffer.SubmissionQueuesField", 0, 0),
        ("CMBSZ", "SZU", "ControllerMemoryBuffer.UnitField", 11, 8),
        ("CMBSZ", "SZ", "ControllerMemoryBuffer.LengthField", 31, 12),
        ("CRTO", "CRWMT", "ControllerReadyTimeouts.WithMediaField", 15, 0),
        ("CRTO", "CRIMT", "ControllerReadyTimeouts.IndependentOfMediaField", 31, 16),
        ("SGLS", "support", "SglSupport.SupportField", 1, 0),
        ("SGLS", "SDT", "SglSupport.ThresholdField", 15, 8),
        ("SGL", "length", "SglDescriptor.LengthField", 31, 0),
        ("SGL", "subtype", "SglDescriptor.SubtypeField", 59, 56),
        ("SGL", "type", "SglDescriptor.TypeField", 63, 60),
        ("FID 07h", "NSQR", "NumberOfQueues.SubmissionField", 15, 0),
        ("FID 07h", "NCQR", "NumberOfQueues.CompletionField", 31, 16),
        ("CQE DW3", "P", "CompletionEntry.PhaseField", 0, 0),
        ("CQE DW3", "SF", "CompletionEntry.StatusField", 15, 1),
        ("SF", "SC", "NvmeStatus.CodeField", 7, 0),
        ("SF", "SCT", "NvmeStatus.TypeField", 10, 8),
        ("SF", "CRD", "NvmeStatus.RetryDelayField", 12, 11),
        ("SF", "M", "NvmeStatus.MoreField", 13, 13),
        ("SF", "DNR", "NvmeStatus.DoNotRetryField", 14, 14),
        ("Identify Controller VWC", "present", "IdentifyController.WriteCacheField", 0, 0),
        ("Identify Controller OACS", "Doorbell Buffer Config", "IdentifyController.DoorbellBufferConfigField", 8, 8),
        ("FLBAS", "low", "IdentifyNamespace.FormatLowField", 3, 0),
        ("FLBAS", "high", "IdentifyNamespace.FormatHighField", 6, 5),
        ("NSATTR", "write protected", "IdentifyNamespace.WriteProtectedField", 0, 0),
        ("CSE", "CSUPP", "CommandEffects.SupportedField", 0, 0),
        ("CSE", "LBCC", "CommandEffects.ContentField", 1, 1),
        ("CSE", "NCC", "CommandEffects.NamespaceCapabilityField", 2, 2),
        ("CSE", "NIC", "CommandEffects.NamespaceInventoryField", 3, 3),
        ("CSE", "CCC", "CommandEffects.ControllerCapabilityField", 4, 4),
        ("CSE", "CSE", "CommandEffects.RestrictionField", 18, 16),
        ("CSE", "UUID Selection", "CommandEffects.UuidField", 19, 19),
        ("LID", "LSUPP", "SupportedLogPages.SupportedField", 0, 0),
        ("FID", "FSUPP", "FeatureEffects.SupportedField", 0, 0),
        ("FID", "UDCC", "FeatureEffects.ContentField", 1, 1),
        ("FID", "NCC", "FeatureEffects.NamespaceCapabilityField", 2, 2),
        ("FID", "NIC", "FeatureEffects.NamespaceInventoryField", 3, 3),
        ("FID", "CCC", "FeatureEffects.ControllerCapabilityField", 4, 4),
        ("FID", "UUID Selection", "FeatureEffects.UuidField", 19, 19),
        ("FID", "FSP", "FeatureEffects.ScopeField", 31, 20),
        ("ANA group byte 16", "state", "AccessGroup.StateField", 3, 0),
        ("BPINFO", "BPSZ", "BootPartitionLog.SizeField", 14, 0),
        ("BPINFO", "ABPID", "BootPartitionLog.ActiveField", 31, 31),
        ("Self-test byte 0", "operation", "SelfTestLog.OperationField", 3, 0),
        ("Self-test byte 1", "completion", "SelfTestLog.PercentField", 6, 0),
        ("Zone descriptor byte 1", "ZS", "ZoneDescriptor.StateField", 7, 4),
        ("ZA", "ZDEV", "ZoneDescriptor.ExtensionField", 7, 7),
        ("LBAF", "MS", "LbaFormat.MetadataField", 15, 0),
        ("LBAF", "LBADS", "LbaFormat.DataSizeField", 23, 16),
        ("LBAF", "RP", "LbaFormat.PerformanceField", 25, 24),
    ];

    private static IReadOnlyDictionary<string, BitField> Fields { get; } = SpecTypes.All
        .SelectMany(type => type.GetMembers(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public))
        .Select(member => (Name: $"{member.DeclaringType!.Name}.{member.Name}", Value: ((member as FieldInfo)?.GetValue(null) ?? (member as PropertyInfo)?.GetValue(null)) as BitField?))
        .Where(member => member.Value is not null)
        .ToDictionary(member => member.Name, member => member.Value!.Value);

    [Test]
    public void Table_EveryField_IsInIt() =>
        Assert.That(Fields.Keys.Except(s_table.Select(row => row.Field)), Is.Empty, "Transcribe the bits of these from the specification into this table.");

    [Test]
    public void Table_EveryRow_NamesAField() => Assert.That(s_table.Select(row => row.Field).Except(Fields.Keys), Is.Empty);

    [TestCaseSource(nameof(Rows))]
    public void Field_HasTheBitsOfTheFigure(string field, int last, int first) =>
        Assert.That(Fields[field], Is.EqualTo(new BitField(first, last - first + 1)));

    [Test]
    public void Fields_OfOneRegister_DoNotOverlap()
    {
        IEnumerable<string> overlaps =
            from one in s_table
            from other in s_table
            where one.Register == other.Register && string.CompareOrdinal(one.Field, other.Field) < 0 && one.First <= other.Last && other.First <= one.Last
            select $"{one.Field} and {other.Field}";
        Assert.That(overlaps, Is.Empty);
    }

    [TestCaseSource(nameof(Names))]
    public void Field_SetThenGet_ReturnsTheValueAndLeavesTheRestAlone(string name)
    {
        BitField field = Fields[name];
        foreach (ulong background in new ulong[] { 0, ulong.MaxValue, 0x5555_5555_5555_5555 })
        {
            foreach (ulong content in Enumerable.Range(0, field.Width).Select(bit => 1ul << bit).Append(0ul).Append(field.Maximum))
            {
                ulong register = field.Set(background, content);
                Assert.That(field.Get(register), Is.EqualTo(content));
                Assert.That(field.IsSet(register), Is.EqualTo(content != 0));
                Assert.That((register ^ background) & ~(field.Maximum << field.Shift), Is.Zero);
            }
        }
    }

    [Test]
    public void Field_ValueTooLarge_Throws() => Assert.That(() => new BitField(4, 3).Set(0, 8), Throws.InstanceOf<ArgumentOutOfRangeException>());

    private static IEnumerable<TestCaseData> Rows() =>
        s_table.Select(row => new TestCaseData(row.Field, row.Last, row.First).SetArgDisplayNames($"{row.Register}.{row.Name}"));

    private static IEnumerable<string> Names() => Fields.Keys;
}
