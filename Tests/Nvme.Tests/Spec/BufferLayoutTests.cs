using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>
/// Which bytes of an Identify structure each property looks at, found by changing one byte after the other. NVMe Base 1.4 §5.15.2.
/// </summary>
public sealed class BufferLayoutTests
{
    private const int Bytes = 4096;
    private const int Backgrounds = 3;

    // Structure, property, how to read it, first byte, bytes. Zero bytes: it looks at what others show, and has tests of its own.
    private static readonly (Type Type, string Property, Func<byte[], object> Read, int First, int Length)[] s_table =
    [
        Controller(nameof(IdentifyController.VendorId), identify => identify.VendorId, 0, 2),
        Controller(nameof(IdentifyController.SubsystemVendorId), identify => identify.SubsystemVendorId, 2, 2),
        Controller(nameof(IdentifyController.SerialNumber), identify => identify.SerialNumber, 4, 20),
        Controller(nameof(IdentifyController.ModelNumber), identify => identify.ModelNumber, 24, 40),
        Controller(nameof(IdentifyController.FirmwareRevision), identify => identify.FirmwareRevision, 64, 8),
        Controller(nameof(IdentifyController.MaximumTransferExponent), identify => identify.MaximumTransferExponent, 77, 1),
        Controller(nameof(IdentifyController.ControllerId), identify => identify.ControllerId, 78, 2),
        Controller(nameof(IdentifyController.Version), identify => identify.Version, 80, 4),
        Controller(nameof(IdentifyController.ShutdownMicroseconds), identify => identify.ShutdownMicroseconds, 88, 4),
        Controller(nameof(IdentifyController.OptionalAdminCommands), identify => identify.OptionalAdminCommands, 256, 2),
        Controller(nameof(IdentifyController.HasDoorbellBufferConfig), identify => identify.HasDoorbellBufferConfig, 0, 0),
        Controller(nameof(IdentifyController.AbortLimit), identify => identify.AbortLimit, 258, 1),
        Controller(nameof(IdentifyController.AsynchronousEventLimit), identify => identify.AsynchronousEventLimit, 259, 1),
        Controller(nameof(IdentifyController.NamespaceCount), identify => identify.NamespaceCount, 516, 4),
        Controller(nameof(IdentifyController.OptionalNvmCommands), identify => identify.OptionalNvmCommands, 520, 2),
        Controller(nameof(IdentifyController.HasVolatileWriteCache), identify => identify.HasVolatileWriteCache, 525, 1),
        Controller(nameof(IdentifyController.SubsystemName), identify => identify.SubsystemName, 768, 256),
        Namespace(nameof(IdentifyNamespace.Size), identify => identify.Size, 0, 8),
        Namespace(nameof(IdentifyNamespace.Capacity), identify => identify.Capacity, 8, 8),
        Namespace(nameof(IdentifyNamespace.Utilization), identify => identify.Utilization, 16, 8),
        Namespace(nameof(IdentifyNamespace.FormatCount), identify => identify.FormatCount, 25, 1),
        Namespace(nameof(IdentifyNamespace.FormatIndex), identify => identify.FormatIndex, 0, 0),
        Namespace(nameof(IdentifyNamespace.Format), identify => identify.Format, 0, 0),
        Namespace(nameof(IdentifyNamespace.IsWriteProtected), identify => identify.IsWriteProtected, 99, 1),
        Namespace(nameof(IdentifyNamespace.GloballyUniqueId), identify => Convert.ToHexString(identify.GloballyUniqueId), 104, 16),
        Namespace(nameof(IdentifyNamespace.ExtendedUniqueId), identify => Convert.ToHexString(identify.ExtendedUniqueId), 120, 8),
    ];

    [Test]
    public void Table_EveryProperty_IsInIt()
    {
        IEnumerable<string> missing = SpecTypes.Buffers
            .SelectMany(type => SpecTypes.PropertiesOf(type).Select(property => (type, property)))
            .Except(s_table.Select(row => (row.Type, row.Property)))
            .Select(item => $"{item.Item1.Name}.{item.Item2}");
        Assert.That(missing, Is.Empty, "Transcribe the offsets of these from the specification into this table.");
    }

    [TestCaseSource(nameof(Rows))]
    public void Property_LooksAtItsBytesAndNoOthers(Func<byte[], object> read, int first, int length)
    {
        Random random = new(first);
        HashSet<int> seen = [];
        for (int round = 0; round < Backgrounds; round++)
        {
            byte[] data = new byte[Bytes];
            if (round > 0)
            {
                random.NextBytes(data);
            }

            object before = read(data);
            foreach (int index in Enumerable.Range(0, Bytes).Where(index => !seen.Contains(index)))
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

    [Test]
    public void Rows_OfOneStructure_DoNotOverlap()
    {
        IEnumerable<string> overlaps =
            from one in s_table
            from other in s_table
            where one.Type == other.Type && one != other && one.First <= other.First && other.First < one.First + one.Length && other.Length > 0
            select $"{one.Property} and {other.Property}";
        Assert.That(overlaps, Is.Empty);
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
        byte[] data = new byte[Bytes];
        IdentifyController controller = new(data);
        IdentifyNamespace disk = new(data);
        data.AsSpan().Fill(0xff);
        Assert.That((controller.NamespaceCount, disk.Size), Is.EqualTo((0u, 0ul)));
        Assert.That(controller.Data.ContainsAnyExcept((byte)0) || disk.Data.ContainsAnyExcept((byte)0), Is.False);
    }

    [Test]
    public void Namespace_FormatRows_LieBehindEachOtherFromByte128On([Values(0, 1, 15, 16, 63)] int index)
    {
        byte[] data = new byte[Bytes];
        data[128 + (4 * index) + 2] = 12;
        Assert.That(new IdentifyNamespace(data).FormatAt(index).BlockBytes, Is.EqualTo(4096));
        Assert.That(() => new IdentifyNamespace(data).FormatAt(64), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new IdentifyNamespace(data).FormatAt(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static IEnumerable<TestCaseData> Rows() => s_table
        .Where(row => row.Length > 0)
        .Select(row => new TestCaseData(row.Read, row.First, row.Length).SetArgDisplayNames($"{row.Type.Name}.{row.Property}"));

    private static (Type, string, Func<byte[], object>, int, int) Controller(string property, Func<IdentifyController, object> read, int first, int length) =>
        (typeof(IdentifyController), property, data => read(new IdentifyController(data)), first, length);

    private static (Type, string, Func<byte[], object>, int, int) Namespace(string property, Func<IdentifyNamespace, object> read, int first, int length) =>
        (typeof(IdentifyNamespace), property, data => read(new IdentifyNamespace(data)), first, length);
}
