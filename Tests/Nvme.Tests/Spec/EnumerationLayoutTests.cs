using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>Numbers against the figures of the specification: opcodes, identifiers, status types, and where the registers lie.</summary>
[TestOf(typeof(RegisterOffset))]
public sealed class EnumerationLayoutTests
{
    // NVMe Base 1.4: opcodes §5 and §6, CNS §5.15.1, FID §5.21.1, SHN §3.1.5, SCT §4.6.1.1, LID §5.14.1, OACS, ONCS and LPA §5.15.2.2; ZS and ZSA: ZNS 1.1.
    private static readonly Dictionary<Type, (string Name, int Value)[]> s_table = new()
    {
        [typeof(AdminOpcode)] =
        [
            ("DeleteSubmissionQueue", 0x00), ("CreateSubmissionQueue", 0x01), ("GetLogPage", 0x02), ("DeleteCompletionQueue", 0x04), ("CreateCompletionQueue", 0x05),
            ("Identify", 0x06), ("Abort", 0x08), ("SetFeatures", 0x09), ("GetFeatures", 0x0a), ("AsynchronousEventRequest", 0x0c), ("NamespaceManagement", 0x0d),
            ("FirmwareCommit", 0x10), ("FirmwareDownload", 0x11), ("SelfTest", 0x14), ("NamespaceAttachment", 0x15), ("KeepAlive", 0x18), ("DirectiveSend", 0x19),
            ("DirectiveReceive", 0x1a), ("VirtualizationManagement", 0x1c), ("ManagementSend", 0x1d), ("ManagementReceive", 0x1e), ("CapacityManagement", 0x20),
            ("Lockdown", 0x24), ("DoorbellBufferConfig", 0x7c), ("FabricsCommands", 0x7f), ("FormatNvm", 0x80), ("SecuritySend", 0x81), ("SecurityReceive", 0x82),
            ("Sanitize", 0x84), ("GetLbaStatus", 0x86),
        ],
        [typeof(NvmOpcode)] =
        [
            ("Flush", 0x00), ("Write", 0x01), ("Read", 0x02), ("WriteUncorrectable", 0x04), ("Compare", 0x05), ("WriteZeroes", 0x08), ("DatasetManagement", 0x09),
            ("Verify", 0x0c), ("ReservationRegister", 0x0d), ("ReservationReport", 0x0e), ("ReservationAcquire", 0x11), ("ReservationRelease", 0x15), ("Copy", 0x19),
            ("ZoneManagementSend", 0x79), ("ZoneManagementReceive", 0x7a), ("ZoneAppend", 0x7d),
        ],
        [typeof(IdentifyTarget)] =
        [
            ("Namespace", 0x00), ("Controller", 0x01), ("ActiveNamespaces", 0x02), ("NamespaceDescriptors", 0x03), ("NvmSets", 0x04), ("CommandSetNamespace", 0x05),
            ("CommandSetController", 0x06), ("CommandSetActiveNamespaces", 0x07), ("IndependentNamespace", 0x08), ("AllocatedNamespaces", 0x10),
            ("AllocatedNamespace", 0x11), ("NamespaceControllers", 0x12), ("Controllers", 0x13), ("PrimaryCapabilities", 0x14), ("SecondaryControllers", 0x15),
            ("NamespaceGranularities", 0x16), ("UuidList", 0x17), ("CommandSetAllocatedNamespaces", 0x1a), ("CommandSetAllocatedNamespace", 0x1b),
            ("CommandSets", 0x1c),
        ],
        [typeof(FeatureIdentifier)] =
        [
            ("Arbitration", 0x01), ("PowerManagement", 0x02), ("LbaRangeType", 0x03), ("TemperatureThreshold", 0x04), ("ErrorRecovery", 0x05),
            ("VolatileWriteCache", 0x06), ("NumberOfQueues", 0x07), ("InterruptCoalescing", 0x08), ("InterruptVector", 0x09), ("WriteAtomicity", 0x0a),
            ("AsynchronousEvents", 0x0b), ("AutonomousPowerStates", 0x0c), ("HostMemoryBuffer", 0x0d), ("Timestamp", 0x0e), ("KeepAlive", 0x0f),
            ("HostThermalManagement", 0x10), ("NonOperationalPowerStates", 0x11), ("ReadRecoveryLevel", 0x12), ("PredictableLatency", 0x13),
            ("PredictableLatencyWindow", 0x14), ("LbaStatusAttributes", 0x15), ("HostBehavior", 0x16), ("SanitizeConfig", 0x17), ("EnduranceGroupEvents", 0x18),
            ("CommandSetProfile", 0x19), ("SoftwareProgress", 0x80), ("HostIdentifier", 0x81), ("ReservationNotification", 0x82), ("ReservationPersistence", 0x83),
            ("WriteProtection", 0x84),
        ],
        [typeof(LogPage)] =
        [
            ("SupportedPages", 0x00), ("Errors", 0x01), ("Smart", 0x02), ("FirmwareSlots", 0x03), ("ChangedNamespaces", 0x04), ("CommandEffects", 0x05),
            ("SelfTest", 0x06), ("TelemetryHost", 0x07), ("TelemetryController", 0x08), ("EnduranceGroup", 0x09), ("PredictableLatency", 0x0a),
            ("PredictableLatencyEvents", 0x0b), ("AsymmetricAccess", 0x0c), ("PersistentEvents", 0x0d), ("LbaStatus", 0x0e), ("EnduranceGroupEvents", 0x0f),
            ("FeatureEffects", 0x12), ("BootPartition", 0x15), ("Reservations", 0x80), ("Sanitize", 0x81), ("ChangedZones", 0xbf),
        ],
        [typeof(ZoneState)] =
        [
            ("None", 0), ("Empty", 0x1), ("ImplicitlyOpened", 0x2), ("ExplicitlyOpened", 0x3), ("Closed", 0x4), ("ReadOnly", 0xd), ("Full", 0xe), ("Offline", 0xf),
        ],
        [typeof(ZoneAction)] =
        [
            ("Close", 0x01), ("Finish", 0x02), ("Open", 0x03), ("Reset", 0x04), ("Offline", 0x05), ("SetDescriptorExtension", 0x10), ("FlushRandomWriteArea", 0x11),
        ],
        [typeof(AdminCapabilities)] =
        [
            ("None", 0), ("SecuritySendReceive", 0x001), ("FormatNvm", 0x002), ("Firmware", 0x004), ("NamespaceManagement", 0x008), ("SelfTest", 0x010),
            ("Directives", 0x020), ("ManagementInterface", 0x040), ("VirtualizationManagement", 0x080), ("DoorbellBufferConfig", 0x100), ("LbaStatus", 0x200),
            ("Lockdown", 0x400),
        ],
        [typeof(NvmCapabilities)] =
        [
            ("None", 0), ("Compare", 0x001), ("WriteUncorrectable", 0x002), ("DatasetManagement", 0x004), ("WriteZeroes", 0x008), ("FeatureSelect", 0x010),
            ("Reservations", 0x020), ("Timestamp", 0x040), ("Verify", 0x080), ("Copy", 0x100),
        ],
        [typeof(LogCapabilities)] =
        [
            ("None", 0), ("SmartPerNamespace", 0x001), ("CommandEffects", 0x002), ("ExtendedData", 0x004), ("Telemetry", 0x008), ("PersistentEvents", 0x010),
            ("Scopes", 0x020), ("TelemetryArea4", 0x040),
        ],
        [typeof(ShutdownNotification)] = [("None", 0), ("Normal", 1), ("Abrupt", 2)],
        [typeof(StatusCodeType)] = [("Generic", 0), ("CommandSpecific", 1), ("MediaAndDataIntegrity", 2), ("Path", 3), ("VendorSpecific", 7)],
    };

    // Offset and bytes. NVMe Base 1.4 §3.1; CRTO: Base 2.0 §3.1.3.
    private static readonly (string Name, uint Offset, uint Bytes)[] s_registers =
    [
        ("Capabilities", 0x00, 8), ("Version", 0x08, 4), ("InterruptMaskSet", 0x0c, 4), ("InterruptMaskClear", 0x10, 4),
        ("Configuration", 0x14, 4), ("Status", 0x1c, 4), ("SubsystemReset", 0x20, 4), ("AdminQueueAttributes", 0x24, 4),
        ("AdminSubmissionQueue", 0x28, 8), ("AdminCompletionQueue", 0x30, 8), ("MemoryBufferLocation", 0x38, 4),
        ("MemoryBufferSize", 0x3c, 4), ("BootPartitionInformation", 0x40, 4), ("BootPartitionReadSelect", 0x44, 4), ("BootPartitionMemory", 0x48, 8), ("MemoryBufferControl", 0x50, 8),
        ("MemoryBufferStatus", 0x58, 4), ("ReadyTimeouts", 0x68, 4),
        ("PersistentMemoryCapabilities", 0xe00, 4), ("PersistentMemoryControl", 0xe04, 4), ("PersistentMemoryStatus", 0xe08, 4),
        ("PersistentMemoryElasticity", 0xe0c, 4), ("PersistentMemoryThroughput", 0xe10, 4), ("PersistentMemorySpaceLow", 0xe14, 4), ("PersistentMemorySpaceHigh", 0xe18, 4),
        ("Doorbells", 0x1000, 4),
    ];

    [Test]
    public void Table_EveryEnumeration_IsInIt() =>
        Assert.That(SpecTypes.Enumerations.Except(s_table.Keys), Is.Empty, "Transcribe the numbers of these from the specification into this table.");

    [TestCaseSource(nameof(Types))]
    public void Enumeration_HasTheNumbersOfTheFigure(Type type)
    {
        IEnumerable<(string, int)> values = Enum.GetNames(type).Select(name => (name, Convert.ToInt32(Enum.Parse(type, name), CultureInfo.InvariantCulture)));
        Assert.That(values, Is.EquivalentTo(s_table[type]));
    }

    [Test]
    public void Registers_LieWhereTheFigureSays()
    {
        IEnumerable<(string, uint)> offsets = typeof(RegisterOffset)
            .GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)
            .Select(field => (field.Name, (uint)field.GetRawConstantValue()!));
        Assert.That(offsets, Is.EquivalentTo(s_registers.Select(register => (register.Name, register.Offset))));
    }

    [Test]
    public void Registers_DoNotOverlap() =>
        Assert.That(s_registers.OrderBy(register => register.Offset).Zip(s_registers.OrderBy(register => register.Offset).Skip(1)).All(pair => pair.First.Offset + pair.First.Bytes <= pair.Second.Offset), Is.True);

    private static IEnumerable<Type> Types() => s_table.Keys;
}
