using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>
/// Which bytes of a structure each property looks at, found by changing one byte after the other. The tables beside this file hold the figures.
/// </summary>
internal sealed class BufferLayoutTests
{
    private const int Backgrounds = 3;

    private static readonly StructureTable[] s_tables =
    [
        ControllerTables.IdentifyController, ControllerTables.PowerState, ControllerTables.IdentifyNvmController, ControllerTables.PrimaryControllerCapabilities,
        NamespaceTables.IdentifyNamespace, NamespaceTables.IdentifyZonedNamespace, NamespaceTables.ZoneDescriptor,
        LogTables.SmartLog, LogTables.ErrorLogEntry, LogTables.FirmwareLog, LogTables.SelfTestResult, LogTables.SanitizeLog, LogTables.TelemetryHeader,
        LogTables.EnduranceGroupLog, LogTables.PersistentEventHeader, LogTables.PersistentEvent, LogTables.AccessGroup, LogTables.PredictableLatencyLog,
        LogTables.LbaStatusElement, LogTables.ReservationLog, LogTables.BootPartitionLog,
    ];

    // These are lists; NamedStructureTests looks at them.
    private static readonly Type[] s_named =
    [
        typeof(EffectsLog), typeof(SelfTestLog), typeof(NamespaceDescriptors), typeof(SupportedLogPages), typeof(FeatureEffectsLog), typeof(AccessGroupLog), typeof(EventAggregateLog),
        typeof(LbaStatusLog), typeof(PersistentEventLog),
    ];

    [TestCaseSource(nameof(Tables))]
    public void Table_Fields_FillTheStructure(StructureTable table) => Assert.That(table.End, Is.EqualTo(table.Bytes));

    [Test]
    public void Table_EveryProperty_IsInIt()
    {
        IEnumerable<string> missing = SpecTypes.Buffers.Except(s_named)
            .SelectMany(type => SpecTypes.PropertiesOf(type).Select(property => (type, property)))
            .Except(s_tables.SelectMany(table => table.Rows.Select(row => (table.Type, row.Property))))
            .Select(item => $"{item.Item1.Name}.{item.Item2}");
        Assert.That(missing, Is.Empty, "Transcribe the offsets of these from the specification into this table.");
    }

    [TestCaseSource(nameof(Rows))]
    public void Property_LooksAtItsBytesAndNoOthers(Func<byte[], object> read, int first, int length, int bytes)
    {
        Random random = new(first);
        HashSet<int> seen = [];
        for (int round = 0; round < Backgrounds; round++)
        {
            byte[] data = new byte[bytes];
            if (round > 0)
            {
                random.NextBytes(data);
            }

            object before = read(data);
            foreach (int index in Enumerable.Range(0, bytes).Where(index => !seen.Contains(index)))
            {
                byte old = data[index];

                // Printable, because texts show nothing else.
                data[index] = (byte)(old == 'A' ? 'B' : 'A');
                if (!Equals(read(data), before))
                {
                    seen.Add(index);
                }

                data[index] = old;
            }
        }

        Assert.That(seen.Order(), Is.EqualTo(Enumerable.Range(first, length)));
    }

    [TestCase(0)]
    [TestCase(4095)]
    [TestCase(4097)]
    public void Structure_OfAnotherLength_IsTheCallersBug(int length)
    {
        Assert.That(() => new IdentifyController(new byte[length]), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new IdentifyNamespace(new byte[length]), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Structure_BufferChangedLater_StaysWhatItWas()
    {
        byte[] data = new byte[4096];
        IdentifyController controller = new(data);
        IdentifyNamespace disk = new(data);
        data.AsSpan().Fill(0xff);
        Assert.That((controller.NamespaceCount, disk.Size), Is.EqualTo((0u, 0ul)));
        Assert.That(controller.Data.ContainsAnyExcept((byte)0) || disk.Data.ContainsAnyExcept((byte)0), Is.False);
    }

    [Test]
    public void Namespace_FormatRows_LieBehindEachOtherFromByte128On([Values(0, 1, 15, 16, 63)] int index)
    {
        byte[] data = new byte[4096];
        data[128 + (4 * index) + 2] = 12;
        Assert.That(new IdentifyNamespace(data).FormatAt(index).BlockBytes, Is.EqualTo(4096));
        Assert.That(() => new IdentifyNamespace(data).FormatAt(64), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new IdentifyNamespace(data).FormatAt(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static IEnumerable<TestCaseData> Tables() => s_tables.Select(table => new TestCaseData(table).SetArgDisplayNames(table.Type.Name));

    private static IEnumerable<TestCaseData> Rows() =>
        from table in s_tables
        from row in table.Rows
        where row.Length > 0
        select new TestCaseData(row.Read, row.First, row.Length, table.Bytes).SetArgDisplayNames($"{table.Type.Name}.{row.Property}");
}
