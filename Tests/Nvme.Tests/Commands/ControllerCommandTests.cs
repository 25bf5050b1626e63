using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme.Simulator;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>Admin commands beyond bringing a controller up.</summary>
internal sealed class ControllerCommandTests
{
    // A page is read in pieces of MDTS, each where the one before ended; all but the last keep its event.
    [Test]
    public void ReadLog_LongerThanATransfer_IsReadInPieces()
    {
        Rig rig = new();
        rig.Device.MaximumTransferExponent = 1;
        rig.Device.Namespaces.AddRange(Enumerable.Range(2, 99).Select(id => new SimulatedNamespace((uint)id, 8)));
        ControllerCommands commands = rig.Attach().Commands;
        foreach (uint id in Enumerable.Range(1, 100).Select(id => (uint)id))
        {
            rig.Device.Logs.NoteChange(id);
        }

        byte[] data = new byte[20_000];
        int before = rig.Device.Commands.Count;
        Assert.That(commands.ReadLog(new LogRequest((byte)LogPage.CommandEffects) { Offset = 8 }, data).Outcome, Is.EqualTo(NvmeOutcome.NotSent), "LPA bit 1 is 0");
        Assert.That(commands.ReadLog(new LogRequest((byte)LogPage.ChangedNamespaces) { Offset = 16 }, data.AsMemory(0, 4080)).IsSuccess, Is.True);
        Assert.That(Enumerable.Range(0, 96).Select(index => BitConverter.ToUInt32(data, 4 * index)), Is.EqualTo(Enumerable.Range(5, 96)));
        Assert.That(rig.Device.Commands.Skip(before).Select(command => (command.Dword12, command.Dword10 >> 16)), Is.EqualTo(new[] { (16u, 1019u) }));
    }

    [TestCase(0ul)]
    [TestCase(64ul)]
    public void ReadLog_Pieces_FollowEachOtherAndOnlyTheLastLetsTheEventGo(ulong offset)
    {
        Rig rig = new();
        rig.Device.MaximumTransferExponent = 1;
        ControllerCommands commands = rig.Attach().Commands;
        int before = rig.Device.Commands.Count;
        byte[] data = new byte[4096];
        commands.ReadLog(new LogRequest((byte)LogPage.Errors) { Offset = offset }, new byte[4096 * 3]);
        (ulong, int, bool)[] pieces = rig.Device.Commands.Skip(before)
            .Select(command => (command.Dword12 | ((ulong)command.Dword13 << 32), (int)((command.Dword10 >> 16) + 1) * 4, (command.Dword10 & (1 << 15)) != 0))
            .ToArray();
        Assert.That(pieces, Is.EqualTo(new[] { (offset, 8192, true), (offset + 8192, 4096, false) }).Or.EqualTo(new[] { (offset, 8192, true) }), "the second piece may lie beyond the page");
        Assert.That(pieces[0].Item1, Is.EqualTo(offset));
    }

    [Test]
    public void ReadErrors_AfterAFailure_HasItOnTop()
    {
        Rig rig = new();
        rig.Disk.BadBlocks.Add(7);
        rig.Options = rig.Options with { Retries = 0 };
        NvmeController controller = rig.Attach();
        controller.Namespaces[0].Read(7, new byte[512]);
        Assert.That(controller.Commands.ReadErrors(3, out IReadOnlyList<ErrorLogEntry> entries).IsSuccess, Is.True);
        Assert.That(entries, Has.Count.EqualTo(3));
        Assert.That((entries[0].ErrorCount, entries[0].Status.TypeCode, entries[0].Block, entries[0].NamespaceId), Is.EqualTo((1ul, 0x281, 7ul, 1u)));
        Assert.That(entries[1].ErrorCount, Is.Zero);
    }

    [Test]
    public void ReadSmart_Figures_AreTheDevices()
    {
        Rig rig = new();
        rig.Device.Logs.Temperature = 321;
        rig.Device.Logs.PercentageUsed = 130;
        rig.Attach().Commands.ReadSmart(uint.MaxValue, out SmartLog? log);
        Assert.That((log!.Temperature, log.PercentageUsed, log.AvailableSpare, (ulong)log.PowerCycles), Is.EqualTo((321, 130, 100, 1ul)));
    }

    [Test]
    public void Features_SelectAndSave_ReachTheirValues()
    {
        Rig rig = new();
        rig.Device.Features.CanSave = true;
        ControllerCommands commands = rig.Attach().Commands;
        Assert.That(commands.SetFeature(FeatureIdentifier.TemperatureThreshold, 350).IsSuccess, Is.True);
        uint Value(FeatureSelect select) => commands.GetFeature(FeatureIdentifier.TemperatureThreshold, select: select).Result;
        Assert.That((Value(FeatureSelect.Current), Value(FeatureSelect.Default), Value(FeatureSelect.Saved), Value(FeatureSelect.SupportedCapabilities)), Is.EqualTo((350u, 343u, 343u, 5u)));
        Assert.That(commands.SetFeature(FeatureIdentifier.TemperatureThreshold, 351, saves: true).IsSuccess, Is.True);
        Assert.That(Value(FeatureSelect.Saved), Is.EqualTo(351));
        Assert.That(commands.GetFeature((FeatureIdentifier)0x55).Status.TypeCode, Is.EqualTo(0x002));
    }

    // The whole life: made, attached, used, detached, deleted; the list of disks follows, and so do those who were told.
    [Test]
    public void Namespaces_MadeAttachedAndDeleted_AreFollowed()
    {
        Rig rig = new();
        rig.Device.OptionalAdminCommands = 0b1010;
        NvmeController controller = rig.Attach();
        List<string> changes = [];
        controller.NamespacesChanged += (gone, come) => changes.Add($"-{string.Join(',', gone.Select(disk => disk.Name))} +{string.Join(',', come.Select(disk => disk.Name))}");
        NvmeAnswer created = controller.Commands.CreateNamespace(new NewNamespace(64, 64));
        Assert.That(created.Result, Is.EqualTo(2));
        Assert.That(controller.Namespaces, Has.Count.EqualTo(1), "attached to nothing yet");
        Assert.That(controller.Commands.AttachNamespace(2, [1], attach: true).IsSuccess, Is.True);
        NvmeNamespace disk = controller.Namespaces[1];
        Assert.That(disk.Write(63, new byte[512]).IsSuccess, Is.True);
        Assert.That(controller.Namespaces[0].IsGone, Is.False);
        Assert.That(controller.Commands.AttachNamespace(2, [1], attach: false).IsSuccess, Is.True);
        Assert.That((disk.IsGone, disk.Read(0, new byte[512]).Error), Is.EqualTo((true, BlockError.DeviceGone)));
        Assert.That(controller.Commands.DeleteNamespace(2).IsSuccess, Is.True);
        controller.Commands.ListNamespaces(areAllocatedEnough: true, 0, out IReadOnlyList<uint> ids);
        Assert.That(ids, Is.EqualTo(new[] { 1u }));
        Assert.That(changes, Is.EqualTo(new[] { "- +nvme0n2", "-nvme0n2 +" }));
        Assert.That(controller.Namespaces[0].Read(0, new byte[512]).IsSuccess, Is.True, "the other one goes on");
        Assert.That(rig.Device.Violations, Is.Empty);
    }

    // Blocks of another size under a disk that counts in the old ones would be more bytes than its buffers have.
    [Test]
    public void Format_ToAnotherBlockSize_RetiresTheDisk()
    {
        Rig rig = new();
        NvmeController controller = rig.Attach();
        NvmeNamespace before = controller.Namespaces[0];
        bool wasSuspended = false;
        rig.Device.OnCompletion = (command, _) =>
        {
            if (command is { IsAdmin: true, Opcode: 0x80 })
            {
                wasSuspended = before.BlockCount == 0;
                rig.Disk.ChangeIdentify = data =>
                {
                    data[0] = 0;
                    data[1] = 2;
                    data[128 + 2] = 12;
                };
            }
        };
        Assert.That(controller.Commands.Format(1, 0).IsSuccess, Is.True);
        Assert.That((wasSuspended, before.IsGone, before.Read(0, new byte[512]).Error), Is.EqualTo((true, true, BlockError.DeviceGone)));
        Assert.That((controller.Namespaces.Single().BlockBytes, controller.Namespaces.Single().BlockCount), Is.EqualTo((4096, 512ul)));
    }

    [Test]
    public void Format_ToTheSameFormat_KeepsTheDisk()
    {
        Rig rig = new();
        NvmeController controller = rig.Attach();
        NvmeNamespace disk = controller.Namespaces[0];
        disk.Write(3, Rig.Pattern(512, 1));
        Assert.That(controller.Commands.Format(1, 0).IsSuccess, Is.True);
        byte[] data = Rig.Pattern(512, 2);
        Assert.That((controller.Namespaces[0] == disk, disk.Read(3, data).IsSuccess, data.Max()), Is.EqualTo((true, true, (byte)0)));
    }

    [Test]
    public void Firmware_DownloadedInPieces_ArrivesWhole()
    {
        Rig rig = new();
        rig.Device.OptionalAdminCommands = 1 << 2;
        ControllerCommands commands = rig.Attach().Commands;
        byte[] image = Rig.Pattern(10_000, 3);
        Encoding.ASCII.GetBytes("FW-2.0  ").CopyTo(image, 0);
        List<int> progress = [];
        Assert.That(commands.DownloadFirmware(image, progress: progress.Add).IsSuccess, Is.True);
        Assert.That(progress, Is.EqualTo(new[] { 4096, 8192, 10_000 }));
        Assert.That(commands.CommitFirmware(2, 1).Refusal, Does.Contain("there is no slot 2"));
        Assert.That(commands.CommitFirmware(1, 1).IsSuccess, Is.True);
        commands.ReadFirmware(out FirmwareLog? log);
        Assert.That(Encoding.ASCII.GetString(log!.Revision(1)), Is.EqualTo("FW-2.0  "));
        Assert.That(commands.DownloadFirmware(new byte[6]).Refusal, Does.Contain("multiples of 4"));
    }

    [Test]
    public void SelfTest_ThatFails_IsInTheLog()
    {
        Rig rig = new();
        rig.Device.OptionalAdminCommands = 1 << 4;
        ControllerCommands commands = rig.Attach().Commands;
        Assert.That(commands.TestSelf(1, 2).IsSuccess, Is.True);
        Assert.That(commands.TestSelf(1, 1).Status.TypeCode, Is.EqualTo(0x11d), "one is going on");
        commands.ReadSelfTests(out SelfTestLog? log);
        Assert.That((log!.Operation, log.Percent), Is.EqualTo((2, 50)));
        rig.Device.Maintenance.Finish(result: 7);
        commands.ReadSelfTests(out log);
        Assert.That((log!.Operation, log.Result(0).Status, log.Result(0).NamespaceId, log.Result(1).Status & 15), Is.EqualTo((0, 0x27, 1u, 15)));
    }

    [Test]
    public void Sanitize_Running_ShowsInTheLog()
    {
        Rig rig = new();
        rig.Device.SanitizeCapabilities = 0b010;
        ControllerCommands commands = rig.Attach().Commands;
        Assert.That(commands.Sanitize(SanitizeAction.Overwrite).Refusal, Does.Contain("SANICAP bit 2"));
        Assert.That(commands.Sanitize(SanitizeAction.BlockErase, new SanitizeSettings(true, 0, false, true, 0)).IsSuccess, Is.True);
        commands.ReadSanitize(false, out SanitizeLog? log);
        Assert.That((log!.Progress, log.Status, log.CommandDword10), Is.EqualTo((0x8000, 2, 0x20au)));
    }

    [Test]
    public void Abort_OfACommandThatIsGone_SaysNotAborted() =>
        Assert.That(new Rig().Attach().Commands.Abort(1, 3).Result & 1, Is.EqualTo(1));

    [Test]
    public void ExecuteAdmin_LateAnswer_TimesOut()
    {
        Rig rig = new();
        NvmeController controller = rig.Attach();
        rig.Device.OnCompletion = (_, completion) => completion.Times = 0;
        long start = rig.Clock.Nanoseconds;
        NvmeAnswer answer = controller.Commands.ExecuteAdmin(new NvmeRequest { Opcode = 0x0a, Dword10 = 1, TimeoutNanoseconds = 2_000_000_000, Direction = DataDirection.FromController }, new byte[4096]);
        Assert.That(answer.Outcome, Is.EqualTo(NvmeOutcome.TimedOut).Or.EqualTo(NvmeOutcome.ControllerFailed));
        Assert.That(rig.Clock.Nanoseconds - start, Is.InRange(2_000_000_000, 10_000_000_000));
    }
}
