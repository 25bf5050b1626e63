using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>Commands that a controller does not have, or that must not be sent, are refused in words before anything is sent.</summary>
internal sealed class CapabilityTests
{
    private static readonly byte[] s_block = new byte[512];

    private static IEnumerable<TestCaseData> Missing()
    {
        yield return Case("Compare", "ONCS bit 0", (_, disk) => disk.Compare(0, s_block));
        yield return Case("Write Uncorrectable", "ONCS bit 1", (_, disk) => disk.WriteUncorrectable(0, 1));
        yield return Case("Dataset Management", "ONCS bit 2", (_, disk) => disk.ManageDataset([new DatasetRange(0, 1)], DatasetAttributes.Deallocate));
        yield return Case("Write Zeroes", "ONCS bit 3", (_, disk) => disk.WriteZeroes(0, 1));
        yield return Case("Verify", "ONCS bit 7", (_, disk) => disk.Verify(0, 1));
        yield return Case("Copy", "ONCS bit 8", (_, disk) => disk.Copy(0, [new CopyRange(8, 1)]));
        yield return Case("Format NVM", "OACS bit 1", (commands, _) => commands.Format(1, 0));
        yield return Case("firmware download and commit", "OACS bit 2", (commands, _) => commands.DownloadFirmware(new byte[4096]));
        yield return Case("firmware download and commit", "OACS bit 2", (commands, _) => commands.CommitFirmware(1, 1));
        yield return Case("namespace management", "OACS bit 3", (commands, _) => commands.CreateNamespace(new NewNamespace(8, 8)));
        yield return Case("namespace management", "OACS bit 3", (commands, _) => commands.AttachNamespace(1, [1], attach: false));
        yield return Case("Device Self-test", "OACS bit 4", (commands, _) => commands.TestSelf(1, 1));
        yield return Case("Device Self-test", "OACS bit 4", (commands, _) => commands.ReadSelfTests(out SelfTestLog? _));
        yield return Case("telemetry logs", "LPA bit 3", (commands, _) => commands.ReadTelemetryHeader(false, true, out TelemetryHeader? _));
        yield return Case("the persistent event log", "LPA bit 4", (commands, _) => commands.ReadPersistentEventHeader(1, out PersistentEventHeader? _));
        yield return Case("the list of log pages", "LPA bit 5", (commands, _) => commands.ReadSupportedPages(out SupportedLogPages? _));
        yield return Case("the effects log of features", "LPA bit 5", (commands, _) => commands.ReadFeatureEffects(out FeatureEffectsLog? _));
        yield return Case("asymmetric namespace access", "CMIC bit 3", (commands, _) => commands.ReadAccessGroups(false, out AccessGroupLog? _));
        yield return Case("Predictable Latency Mode", "CTRATT bit 5", (commands, _) => commands.ReadPredictableLatency(1, out PredictableLatencyLog? _));
        yield return Case("Predictable Latency Mode", "CTRATT bit 5", (commands, _) => commands.ReadEventAggregate(false, false, 10, out EventAggregateLog? _));
        yield return Case("endurance groups", "CTRATT bit 4", (commands, _) => commands.ReadEventAggregate(true, false, 10, out EventAggregateLog? _));
        yield return Case("Get LBA Status", "OACS bit 9", (commands, _) => commands.ReadLbaStatus(false, out LbaStatusLog? _));
        yield return Case("reservations", "ONCS bit 5", (commands, _) => commands.ReadReservations(out ReservationLog? _));
        yield return Case("boot partitions", "CAP bit 45", (commands, _) => commands.ReadBootPartition(0, out BootPartitionLog? _));
        yield return Case("the effects log", "LPA bit 1", (commands, _) => commands.ReadEffects(0, out EffectsLog? _));
        yield return Case("endurance groups", "CTRATT bit 4", (commands, _) => commands.ReadEnduranceGroup(1, out EnduranceGroupLog? _));
        yield return Case("a choice among a feature's values", "ONCS bit 4", (commands, _) => commands.GetFeature(FeatureIdentifier.Arbitration, select: FeatureSelect.Default));
        yield return Case("saving features", "ONCS bit 4", (commands, _) => commands.SetFeature(FeatureIdentifier.Arbitration, 0, saves: true));
        yield return Case("NVM sets", "CTRATT bit 2", (commands, _) => commands.Identify(IdentifyTarget.NvmSets, 0, new byte[4096]));
        yield return Case("Virtualization Management", "OACS bit 7", (commands, _) => commands.Identify(IdentifyTarget.PrimaryCapabilities, 0, new byte[4096]));
        yield return Case("Sanitize", "SANICAP is 0", (commands, _) => commands.ReadSanitize(false, out SanitizeLog? _));
        yield return Case("sanitizing by Overwrite", "SANICAP bit 2", (commands, _) => commands.Sanitize(SanitizeAction.Overwrite));
    }

    [TestCaseSource(nameof(Missing))]
    public void Command_ThatTheControllerLacks_IsRefusedBeforeItIsSent(string what, string bit, Func<ControllerCommands, NamespaceCommands, NvmeAnswer> call)
    {
        Rig rig = new();
        rig.Device.OptionalAdminCommands = 0;
        rig.Device.OptionalNvmCommands = 0;
        rig.Device.LogPageAttributes = 0;
        ControllerCommands commands = rig.Attach().Commands;
        commands.Namespace(1, out NamespaceCommands? disk);
        int before = rig.Device.Commands.Count;
        NvmeAnswer answer = call(commands, disk!);
        Assert.That(answer.Outcome, Is.EqualTo(NvmeOutcome.NotSent));
        Assert.That(answer.ToString(), Does.Contain(what).And.Contain(bit).And.StartWith("the controller does not support"));
        Assert.That(rig.Device.Commands, Has.Count.EqualTo(before));
    }

    // Some controllers, QEMU among them, list in the effects log what their capabilities leave out.
    [Test]
    public void Command_OnlyTheEffectsLogHas_IsSent()
    {
        Rig rig = new();
        rig.Device.OptionalNvmCommands = 0;
        rig.Device.LogPageAttributes = 0b110;
        rig.Attach().Commands.Namespace(1, out NamespaceCommands? disk);
        Assert.That(disk!.WriteZeroes(0, 8).IsSuccess, Is.True);
        Assert.That(disk.Verify(0, 8).Outcome, Is.EqualTo(NvmeOutcome.NotSent), "the log has it neither");
    }

    // LPA bit 5: the controller lists its log pages, and what is not among them is not asked for.
    [Test]
    public void LogPage_ThatIsNotInTheControllersList_IsRefused()
    {
        Rig rig = new();
        rig.Device.LogPageAttributes = 0b10_0110;
        byte[] list = rig.Device.Logs.OtherPages[0x00] = new byte[1024];
        (list[4 * 5], list[4 * 0x12]) = (1, 1);
        rig.Device.Logs.OtherPages[0x12] = new byte[1024];
        ControllerCommands commands = rig.Attach().Commands;
        Assert.That(commands.ReadFeatureEffects(out FeatureEffectsLog? _).IsSuccess, Is.True);
        int before = rig.Device.Commands.Count;
        Assert.That(commands.ReadLog(new LogRequest(0xc3), new byte[512]).Refusal, Does.Contain("does not support log page c3h"));
        Assert.That(rig.Device.Commands, Has.Count.EqualTo(before));
        Assert.That(commands.ReadSmart(uint.MaxValue, out SmartLog? _).IsSuccess, Is.True, "every controller has this page");
    }

    [TestCase(0x00)]
    [TestCase(0x01)]
    [TestCase(0x04)]
    [TestCase(0x05)]
    [TestCase(0x0c)]
    [TestCase(0x7c)]
    public void PassThrough_OfTheDriversOwnCommands_IsRefused(int opcode)
    {
        Rig rig = new();
        ControllerCommands commands = rig.Attach().Commands;
        int before = rig.Device.Commands.Count;
        Assert.That(commands.ExecuteAdmin(new NvmeRequest { Opcode = (byte)opcode }, default).Refusal, Does.Contain("driver's own"));
        Assert.That(commands.SetFeature(FeatureIdentifier.NumberOfQueues, 0).Refusal, Does.Contain("driver's own"));
        Assert.That(rig.Device.Commands, Has.Count.EqualTo(before));
    }

    // The controller transfers what the dwords say: a shorter buffer would let it write into somebody else's memory.
    [Test]
    public void PassThrough_BufferShorterThanTheCommand_IsRefused()
    {
        Rig rig = new();
        ControllerCommands commands = rig.Attach().Commands;
        NvmeRequest read = new() { Opcode = 2, NamespaceId = 1, Dword12 = 15, Direction = DataDirection.FromController };
        Assert.That(commands.ExecuteIo(read, new byte[8191]).Refusal, Does.Contain("transfers 8192 bytes"));
        Assert.That(commands.ExecuteIo(read with { Direction = DataDirection.None }, new byte[8192]).Refusal, Does.Contain("there are 0"));
        Assert.That(commands.ExecuteIo(read, new byte[8192]).IsSuccess, Is.True);
        Assert.That(commands.ExecuteAdmin(new NvmeRequest { Opcode = 6, Dword10 = 1 }, default).Refusal, Does.Contain("transfers 4096 bytes"));
        Assert.That(commands.ExecuteAdmin(new NvmeRequest { Opcode = 2, Dword10 = 0x00ff_0001, Direction = DataDirection.FromController }, new byte[512]).Refusal, Does.Contain("transfers 1024 bytes"));
        Assert.That(rig.Device.Violations, Is.Empty);
    }

    [Test]
    public void ReadOnlyStorage_WhatChangesIt_IsRefused()
    {
        Rig rig = new() { Options = new NvmeOptions { QueueDepth = 16, IsReadOnly = true } };
        ControllerCommands commands = rig.Attach().Commands;
        commands.Namespace(1, out NamespaceCommands? disk);
        NvmeAnswer[] refused =
        [
            disk!.Write(0, s_block), disk.WriteZeroes(0, 1), disk.WriteUncorrectable(0, 1), disk.ManageDataset([new DatasetRange(0, 1)], DatasetAttributes.Deallocate), commands.Format(1, 0),
            commands.ExecuteIo(new NvmeRequest { Opcode = 0x99, NamespaceId = 1 }, default), commands.ExecuteAdmin(new NvmeRequest { Opcode = 0xc1 }, default),
        ];
        Assert.That(refused.Select(answer => answer.Refusal), Has.All.Contains("read-only"));
        Assert.That(disk.Read(0, new byte[512]).IsSuccess && disk.Compare(0, new byte[512]).IsSuccess && disk.Flush().IsSuccess, Is.True);
        Assert.That(rig.Device.Transfers.Any(command => command.IsWrite), Is.False);
    }

    private static TestCaseData Case(string what, string bit, Func<ControllerCommands, NamespaceCommands, NvmeAnswer> call) =>
        new TestCaseData(what, bit, call).SetArgDisplayNames(what, bit);
}
