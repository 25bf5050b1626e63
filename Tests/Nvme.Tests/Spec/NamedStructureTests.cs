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
