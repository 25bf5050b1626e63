using System;
using System.Buffers.Binary;
using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>Log pages that say themselves how long they are: as much is read as they say, within bounds.</summary>
internal sealed class LogPageTests
{
    [Test]
    public void AccessGroups_OfAController_AreReadToTheirEnd()
    {
        Rig rig = new();
        rig.Device.ChangeIdentify = data => (data[76], data[348]) = (1 << 3, 2);
        byte[] page = rig.Device.Logs.OtherPages[0x0c] = new byte[4096];
        (page[8], page[16], page[20], page[32], page[48], page[52], page[52 + 16]) = (2, 1, 1, 1, 1, 2, 15);
        Assert.That(rig.Attach().Commands.ReadAccessGroups(groupsOnly: false, out AccessGroupLog? log).IsSuccess, Is.True);
        Assert.That(log!.Groups.Select(item => (item.Group.Id, item.Group.State, item.NamespaceIds.Length)), Is.EqualTo(new[] { (1u, 1, 1), (2u, 15, 0) }));
        Assert.That(log.Data.Length, Is.EqualTo(16 + (2 * 32) + 4), "room for two groups and one namespace");
    }

    [Test]
    public void AccessGroups_OfMoreNamespacesThanOneReads_AreRefused()
    {
        Rig rig = new();
        rig.Device.ChangeIdentify = data => (data[76], data[351]) = (1 << 3, 0xff);
        ControllerCommands commands = rig.Attach().Commands;
        int before = rig.Device.Commands.Count;
        Assert.That(commands.ReadAccessGroups(groupsOnly: true, out AccessGroupLog? _).Refusal, Does.Contain("log page 0ch would have 136902082576 bytes"));
        Assert.That(rig.Device.Commands, Has.Count.EqualTo(before));
    }

    [Test]
    public void EventAggregate_Ids_AreAsManyAsThereAre()
    {
        Rig rig = new();
        rig.Device.ChangeIdentify = data => data[96] = 0b11_0000;
        byte[] page = rig.Device.Logs.OtherPages[0x0b] = new byte[512];
        (page[0], page[8], page[10], page[12]) = (3, 5, 6, 7);
        rig.Device.Logs.OtherPages[0x0f] = Enumerable.Repeat((byte)0xff, 512).ToArray();
        ControllerCommands commands = rig.Attach().Commands;
        commands.ReadEventAggregate(ofEnduranceGroups: false, retainsEvent: false, limit: 100, out EventAggregateLog? log);
        Assert.That(log!.Ids, Is.EqualTo(new ushort[] { 5, 6, 7 }));
        commands.ReadEventAggregate(ofEnduranceGroups: false, retainsEvent: false, limit: 2, out log);
        Assert.That((log!.Count, log.Ids.Count), Is.EqualTo((3ul, 2)));
        commands.ReadEventAggregate(ofEnduranceGroups: true, retainsEvent: true, limit: int.MaxValue, out log);
        Assert.That((log!.Count, log.Ids.Count), Is.EqualTo((ulong.MaxValue, 65535)), "ids have 16 bits");
        Assert.That(rig.Device.Commands.Last().Dword10 & (1 << 15), Is.Not.Zero, "the event is retained");
    }

    [Test]
    public void LbaStatus_Ranges_AreReadToThePagesEnd()
    {
        Rig rig = new();
        rig.Device.OptionalAdminCommands = 1 << 9;
        byte[] page = rig.Device.Logs.OtherPages[0x0e] = new byte[512];
        (page[0], page[4], page[16], page[20], page[32], page[40]) = (48, 1, 1, 1, 77, 8);
        ControllerCommands commands = rig.Attach().Commands;
        commands.ReadLbaStatus(retainsEvent: false, out LbaStatusLog? log);
        Assert.That(log!.Elements.Single().Ranges, Is.EqualTo(new[] { (77ul, 8u) }));
        Assert.That(log.Data.Length, Is.EqualTo(48));
        BinaryPrimitives.WriteUInt32LittleEndian(page, uint.MaxValue);
        Assert.That(commands.ReadLbaStatus(retainsEvent: false, out LbaStatusLog? _).Refusal, Does.Contain("would have 4294967295 bytes"));
        page.AsSpan(0, 4).Clear();
        Assert.That(commands.ReadLbaStatus(retainsEvent: false, out log).IsSuccess, Is.True);
        Assert.That(log!.Elements, Is.Empty);
    }

    [TestCase(1 << 20, 552)]
    [TestCase(540, 540)]
    public void PersistentEvents_AreReadUpToTheLimit(int limit, int bytes)
    {
        Rig rig = new();
        rig.Device.LogPageAttributes = 0b1_0100;
        byte[] page = rig.Device.Logs.OtherPages[0x0d] = new byte[1024];
        (page[4], page[8], page[9]) = (1, 0x28, 2);
        (page[512], page[514], page[534], page[536]) = (3, 21, 16, 9);
        Assert.That(rig.Attach().Commands.ReadPersistentEvents(limit, out PersistentEventLog? log).IsSuccess, Is.True);
        Assert.That((log!.Data.Length, log.Events.Count), Is.EqualTo((bytes, bytes == 552 ? 1 : 0)));
    }

    [TestCase(1, 1024)]
    [TestCase(2, 1024)]
    [TestCase(3, 262144 + 1024)]
    public void Telemetry_Areas_ArriveWholeAndInOrder(int area, int bytes)
    {
        Rig rig = new();
        rig.Device.LogPageAttributes = 0b1100;
        rig.Device.MaximumTransferExponent = 2;
        byte[] page = rig.Device.Logs.OtherPages[0x07] = Rig.Pattern(bytes + 4096, 9);
        page.AsSpan(0, 512).Clear();
        (page[8], page[10], page[12], page[13]) = (1, 1, 1, 2);
        ControllerCommands commands = rig.Attach().Commands;
        commands.ReadTelemetryHeader(isControllerInitiated: false, creates: true, out TelemetryHeader? header);
        Assert.That(rig.Device.Commands.Last().Dword10 >> 8 & 0x7f, Is.EqualTo(1), "LSP 1: create");
        System.IO.MemoryStream file = new();
        Assert.That(commands.ReadTelemetry(isControllerInitiated: false, header!, area, piece => file.Write(piece.Span)).IsSuccess, Is.True);
        Assert.That(file.ToArray(), Is.EqualTo(page[..bytes]));
        Assert.That(commands.ReadTelemetry(isControllerInitiated: false, header!, 4, _ => { }).Refusal, Does.Contain("LPA bit 6"));
    }

    // The controller may collect again at any time; TCDGN says so.
    [Test]
    public void Telemetry_ReplacedWhileItIsRead_IsNotTakenForOne()
    {
        Rig rig = new();
        rig.Device.LogPageAttributes = 0b1100;
        byte[] page = rig.Device.Logs.OtherPages[0x08] = new byte[4096];
        (page[12], page[382], page[383]) = (3, 1, 7);
        ControllerCommands commands = rig.Attach().Commands;
        commands.ReadTelemetryHeader(isControllerInitiated: true, creates: false, out TelemetryHeader? header);
        Assert.That(commands.ReadTelemetry(isControllerInitiated: true, header!, 3, _ => { }).IsSuccess, Is.True);
        Assert.That(commands.ReadTelemetry(isControllerInitiated: true, header!, 3, _ => page[383] = 8).Refusal, Does.Contain("read it anew"));
    }
}
