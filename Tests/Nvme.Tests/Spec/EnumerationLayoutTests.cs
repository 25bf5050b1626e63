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
    // NVMe Base 1.4: opcodes §5 and §6, CNS §5.15.1, FID §5.21.1, SHN §3.1.5, SCT §4.6.1.1.
    private static readonly Dictionary<Type, (string Name, int Value)[]> s_table = new()
    {
        [typeof(AdminOpcode)] =
        [
            ("DeleteSubmissionQueue", 0x00), ("CreateSubmissionQueue", 0x01), ("GetLogPage", 0x02), ("DeleteCompletionQueue", 0x04),
            ("CreateCompletionQueue", 0x05), ("Identify", 0x06), ("Abort", 0x08), ("SetFeatures", 0x09), ("GetFeatures", 0x0a),
            ("AsynchronousEventRequest", 0x0c),
            ("DoorbellBufferConfig", 0x7c),
        ],
        [typeof(NvmOpcode)] = [("Flush", 0x00), ("Write", 0x01), ("Read", 0x02)],
        [typeof(IdentifyTarget)] = [("Namespace", 0x00), ("Controller", 0x01), ("ActiveNamespaces", 0x02)],
        [typeof(FeatureIdentifier)] = [("VolatileWriteCache", 0x06), ("NumberOfQueues", 0x07)],
        [typeof(ShutdownNotification)] = [("None", 0), ("Normal", 1), ("Abrupt", 2)],
        [typeof(StatusCodeType)] = [("Generic", 0), ("CommandSpecific", 1), ("MediaAndDataIntegrity", 2), ("Path", 3), ("VendorSpecific", 7)],
    };

    // Offset and bytes. NVMe Base 1.4 §3.1; CRTO: Base 2.0 §3.1.3.
    private static readonly (string Name, uint Offset, uint Bytes)[] s_registers =
    [
        ("Capabilities", 0x00, 8), ("Version", 0x08, 4), ("InterruptMaskSet", 0x0c, 4), ("InterruptMaskClear", 0x10, 4),
        ("Configuration", 0x14, 4), ("Status", 0x1c, 4), ("SubsystemReset", 0x20, 4), ("AdminQueueAttributes", 0x24, 4),
        ("AdminSubmissionQueue", 0x28, 8), ("AdminCompletionQueue", 0x30, 8), ("MemoryBufferLocation", 0x38, 4),
        ("MemoryBufferSize", 0x3c, 4), ("ReadyTimeouts", 0x68, 4), ("Doorbells", 0x1000, 4),
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
