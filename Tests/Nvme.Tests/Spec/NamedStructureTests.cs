using System;
using System.Linq;
using System.Text;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>Structures that are lists: where their items lie, and what becomes of items that cannot be.</summary>
[TestOf(typeof(SpecStructure))]
[TestOf(typeof(ControllerList))]
public sealed class NamedStructureTests
{
    [Test]
    public void EffectsLog_Opcode_HasItsDword([Values(0, 1, 0x80, 0xff)] int opcode)
    {
        byte[] data = new byte[4096];
        data[4 * opcode] = 0x0b;
        data[1024 + (4 * opcode) + 2] = 0x02;
        EffectsLog log = new(data);
        Assert.That(log.OfAdminCommand((byte)opcode).Value, Is.EqualTo(0x0b));
        Assert.That(log.OfIoCommand((byte)opcode).Restriction, Is.EqualTo(2));
        Assert.That(Enumerable.Range(0, 256).Count(other => log.OfAdminCommand((byte)other).Value != 0), Is.EqualTo(1));
    }

    [Test]
    public void SelfTestLog_Results_LieBehindEachOtherFromByte4On([Values(0, 1, 19)] int index)
    {
        byte[] data = new byte[564];
        data[0] = 0xf1;
        data[1] = 0x80 | 42;
        data[4 + (28 * index)] = 0x17;
        SelfTestLog log = new(data);
        Assert.That((log.Operation, log.Percent, log.Result(index).Status), Is.EqualTo((1, 42, 0x17)));
        Assert.That(() => log.Result(20), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void PagesWithADwordForEach_HaveItThere([Values(0, 1, 0x80, 0xff)] int number)
    {
        byte[] data = new byte[1024];
        (data[4 * number], data[(4 * number) + 3]) = (0x03, 0x10);
        Assert.That(new SupportedLogPages(data).AboutPage((byte)number), Is.EqualTo(0x1000_0003));
        Assert.That(Enumerable.Range(0, 256).Where(page => new SupportedLogPages(data).Has((byte)page)), Is.EqualTo(new[] { number }));
        Assert.That(new FeatureEffectsLog(data).OfFeature((byte)number).Value, Is.EqualTo(0x1000_0003));
        Assert.That(Enumerable.Range(0, 256).Count(feature => new FeatureEffectsLog(data).OfFeature((byte)feature).Value != 0), Is.EqualTo(1));
    }

    [Test]
    public void AccessGroupLog_GroupsAndIds_LieBehindEachOther()
    {
        byte[] data = [9, 0, 0, 0, 0, 0, 0, 0, 3, 0, .. new byte[6], .. Group(1, 2, 3), 5, 0, 0, 0, 6, 0, 0, 0, .. Group(2, 0, 15), .. Group(7, 1, 1)];
        AccessGroupLog log = new(data);
        Assert.That((log.ChangeCount, log.GroupCount), Is.EqualTo((9ul, (ushort)3)));
        Assert.That(log.Groups.Select(item => (item.Group.Id, item.Group.State)), Is.EqualTo(new[] { (1u, 3), (2u, 15) }), "the third has its id beyond the end");
        Assert.That(log.Groups[0].NamespaceIds, Is.EqualTo(new uint[] { 5, 6 }));
        Assert.That(new AccessGroupLog([.. data, 8, 0, 0, 0]).Groups[2].NamespaceIds, Is.EqualTo(new uint[] { 8 }));

        static byte[] Group(byte id, byte count, byte state) => [id, 0, 0, 0, count, 0, 0, 0, .. new byte[8], state, .. new byte[15]];
    }

    [Test]
    public void EventAggregateLog_Ids_AreThoseThatAreThere()
    {
        byte[] data = [2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 3, 2, 9, 9];
        Assert.That((new EventAggregateLog(data).Count, new EventAggregateLog(data[..10]).Count), Is.EqualTo((2ul, 2ul)));
        Assert.That(new EventAggregateLog(data).Ids, Is.EqualTo(new ushort[] { 1, 0x203 }));
        Assert.That(new EventAggregateLog(data[..11]).Ids, Is.EqualTo(new ushort[] { 1 }));
    }

    [Test]
    public void LbaStatusLog_NamespacesAndRanges_LieBehindEachOther()
    {
        byte[] range = [7, 0, 0, 0, 0, 0, 0, 0, 8, .. new byte[7]];
        byte[] data = [96, 0, 0, 0, 3, 0, 0, 0, 44, 0, 0, 0, 0, 0, 0x34, 0x12, .. Element(1, 1), .. range, .. Element(2, uint.MaxValue), .. Element(3, 2), .. range];
        LbaStatusLog log = new(data);
        Assert.That((log.LogBytes, log.ElementCount, log.EstimatedBlocks, log.Generation), Is.EqualTo((96u, 3u, 44u, (ushort)0x1234)));
        Assert.That(log.Elements.Select(item => (item.Element.NamespaceId, item.Ranges.Length)), Is.EqualTo(new[] { (1u, 1), (2u, 0) }), "the third reaches beyond the end");
        Assert.That(log.Elements[0].Ranges, Is.EqualTo(new[] { (7ul, 8u) }));
        Assert.That(new LbaStatusLog([.. data, .. range]).Elements[2].Ranges, Has.Length.EqualTo(2));

        static byte[] Element(byte id, uint count) => [id, 0, 0, 0, .. BitConverter.GetBytes(count), 0x10, .. new byte[7]];
    }

    [Test]
    public void PersistentEventLog_Events_HaveHeaderVendorBytesAndData()
    {
        byte[] data = new byte[512];
        data[4] = 3;
        byte[] one = [0x0d, 1, 22, 0, .. new byte[16], 2, 0, 4, 0, 0, 0xaa, 0xbb, 5, 6];
        byte[] other = [2, 1, 21, 0, .. new byte[16], 0, 0, 0, 0];
        PersistentEventLog log = new([.. data, .. one, .. other, 0xff]);
        Assert.That(log.Events.Select(item => (item.Type, item.Data.Length)), Is.EqualTo(new[] { ((byte)13, 29), ((byte)2, 24) }), "the third has no room");
        Assert.That((Convert.ToHexString(log.Events[0].VendorInformation), Convert.ToHexString(log.Events[0].EventData)), Is.EqualTo(("AABB", "0506")));
        Assert.That(log.Events[1].EventData.Length + log.Events[1].VendorInformation.Length, Is.Zero);
        Assert.That(new PersistentEventLog([.. data, .. one[..28]]).Events, Is.Empty);
        Assert.That(new PersistentEventLog([.. data, 0, 0, 20, .. new byte[40]]).Events, Is.Empty, "its header is too short");
    }

    [TestCase(1, 1024)]
    [TestCase(2, 1024)]
    [TestCase(3, 2048)]
    [TestCase(4, 2048)]
    public void TelemetryHeader_Areas_EndBehindEachOther(int area, int bytes)
    {
        byte[] data = new byte[512];
        (data[8], data[10], data[12], data[16]) = (1, 1, 3, 2);
        Assert.That(new TelemetryHeader(data).BytesUpTo(area), Is.EqualTo(bytes));
        Assert.That(() => new TelemetryHeader(data).BytesUpTo(5), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void BootPartitionLog_Information_HasSizeAndActivePartition()
    {
        BootPartitionLog log = new([0x15, 0, 0, 0, 0xff, 0xff, 0, 0x80, .. new byte[8]]);
        Assert.That((log.PartitionBytes, log.ActivePartition), Is.EqualTo((0x7fffL * 131072, 1)));
    }

    [Test]
    public void NamespaceDescriptors_AllKinds_AreFound()
    {
        byte[] data = new byte[4096];
        byte[] uuid = Convert.FromHexString("00112233445566778899aabbccddeeff");
        byte[] list = [1, 8, 0, 0, .. uuid[..8], 2, 16, 0, 0, .. uuid, 3, 16, 0, 0, .. uuid, 4, 1, 0, 0, 2, 7, 0, 0, 0, 3, 16];
        list.CopyTo(data, 0);
        NamespaceDescriptors descriptors = new(data);
        Assert.That(descriptors.Count, Is.EqualTo(4), "a length of 0 ends the list");
        Assert.That(descriptors.Uuid.ToString(), Is.EqualTo("00112233-4455-6677-8899-aabbccddeeff"));
        Assert.That(descriptors.CommandSet, Is.EqualTo(2));
        Assert.That(descriptors.IdOf(1).ToArray(), Is.EqualTo(uuid));
        Assert.That((int)descriptors.TypeOf(1), Is.EqualTo(2));
        Assert.That(descriptors.OffsetOf(1), Is.EqualTo(12));
    }

    [Test]
    public void NamespaceDescriptors_LastReachesBeyondTheEnd_IsNotRead()
    {
        byte[] data = new byte[4096];
        for (int offset = 0; offset < 4080; offset += 20)
        {
            (data[offset], data[offset + 1]) = (3, 16);
        }

        (data[4080], data[4081]) = (3, 16);
        Assert.That(new NamespaceDescriptors(data).Count, Is.EqualTo(204));
        Assert.That(new NamespaceDescriptors(Enumerable.Repeat((byte)0xff, 4096).ToArray()).Count, Is.LessThan(16));
    }

    [Test]
    public void ControllerList_CountBeyondTheList_IsCut()
    {
        byte[] data = Enumerable.Repeat((byte)0xff, 4096).ToArray();
        Assert.That(ControllerList.Read(data), Has.Count.EqualTo(2047));
        Assert.That(ControllerList.Read(ControllerList.Make([1, 0x203])), Is.EqualTo(new ushort[] { 1, 0x203 }));
        Assert.That(ControllerList.Make([0x203])[..4], Is.EqualTo(new byte[] { 1, 0, 3, 2 }));
    }

    [Test]
    public void IndexedFields_LieWhereTheFiguresSay()
    {
        byte[] data = new byte[4096];
        data[2048 + (32 * 31) + 4] = 9;
        Assert.That(new IdentifyController(data).PowerState(31).EntryMicroseconds, Is.EqualTo(9));
        byte[] smart = new byte[512];
        smart[200 + 14] = 77;
        Assert.That(new SmartLog(smart).Sensor(7), Is.EqualTo(77));
        byte[] firmware = new byte[512];
        "REV-0007"u8.CopyTo(firmware.AsSpan(56));
        Assert.That(Encoding.ASCII.GetString(new FirmwareLog(firmware).Revision(7)), Is.EqualTo("REV-0007"));
        byte[] zoned = new byte[4096];
        zoned[2816 + (16 * 63)] = 5;
        zoned[2816 + (16 * 63) + 8] = 6;
        Assert.That(new IdentifyZonedNamespace(zoned).Extension(63), Is.EqualTo((5ul, (byte)6)));
        byte[] zone = new byte[64];
        zone[1] = 0xe5;
        Assert.That(new ZoneDescriptor(zone).State, Is.EqualTo(ZoneState.Full));
        byte[] error = new byte[64];
        error[12] = 0x03;
        error[13] = 0x05;
        Assert.That((new ErrorLogEntry(error).Status.TypeCode, new ErrorLogEntry(error).Status.Value), Is.EqualTo((0x281, 0x281)));
    }

    [TestCase(255, 32)]
    [TestCase(0, 1)]
    public void PowerStateCount_IsAtMost32(int npss, int count)
    {
        byte[] data = new byte[4096];
        data[263] = (byte)npss;
        Assert.That(new IdentifyController(data).PowerStateCount, Is.EqualTo(count));
    }
}
