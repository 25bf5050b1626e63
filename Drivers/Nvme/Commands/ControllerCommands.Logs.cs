using System;
using System.Collections.Generic;
using System.Globalization;

namespace CosmosNvme.Nvme;

/// <content>This part: Get Log Page.</content>
public sealed partial class ControllerCommands
{
    // NUMD has 12 bits before 1.2.1, and as many are certain to be understood.
    private const int BytesWithoutExtendedData = 4096 * sizeof(uint);
    private const int Granularity = sizeof(uint);

    /// <summary>Reads a part of a log page of any length, in pieces that the controller can transfer. NVMe Base 1.4 §5.14.</summary>
    /// <param name="request">Which part of which page.</param>
    /// <param name="data">Where it goes: a multiple of 4 bytes. What the page does not have is as the controller returns it.</param>
    public NvmeAnswer ReadLog(LogRequest request, Memory<byte> data)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfNotEqual(data.Length % Granularity, 0, nameof(data));
        bool hasExtendedData = Identity.LogCapabilities.HasFlag(LogCapabilities.ExtendedData);
        if (!hasExtendedData && (request.Offset != 0 || data.Length > Math.Min(BytesWithoutExtendedData, MaximumDataBytes)))
        {
            return NvmeAnswer.NotSent(string.Create(
                CultureInfo.InvariantCulture,
                $"the controller does not support offsets and long transfers of log pages (LPA bit 2 is 0): {Math.Min(BytesWithoutExtendedData, MaximumDataBytes)} bytes from 0 on are what it gives"));
        }

        if (ReasonAgainst((LogPage)request.Page) is string reason)
        {
            return NvmeAnswer.NotSent(reason);
        }

        int done = 0;
        NvmeAnswer answer;
        do
        {
            int length = Math.Min(data.Length - done, MaximumDataBytes);

            // All pieces but the last keep the event: what came after the first piece would be lost otherwise.
            bool retains = request.RetainsEvent || done + length < data.Length;
            ulong offset = request.OffsetIsIndex ? request.Offset : request.Offset + (ulong)done;
            answer = ReadPiece(request, offset, retains, data.Slice(done, length));
            done += length;
        }
        while (answer.IsSuccess && done < data.Length);

        return answer;
    }

    /// <summary>Which log pages there are.</summary>
    public NvmeAnswer ReadSupportedPages(out SupportedLogPages? pages) =>
        ReadStructure(new LogRequest((byte)LogPage.SupportedPages), SupportedLogPages.Bytes, data => new SupportedLogPages(data), out pages);

    /// <summary>The error log, newest first.</summary>
    /// <param name="count">Entries wanted; the log has <see cref="IdentifyController.ErrorLogEntries"/>.</param>
    /// <param name="entries">As many entries as there are, unused ones too.</param>
    public NvmeAnswer ReadErrors(int count, out IReadOnlyList<ErrorLogEntry> entries)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        byte[] data = new byte[Math.Min(count, Identity.ErrorLogEntries) * ErrorLogEntry.Bytes];
        NvmeAnswer answer = ReadLog(new LogRequest((byte)LogPage.Errors), data);
        List<ErrorLogEntry> list = [];
        for (int offset = 0; answer.IsSuccess && offset < data.Length; offset += ErrorLogEntry.Bytes)
        {
            list.Add(new ErrorLogEntry(data.AsSpan(offset, ErrorLogEntry.Bytes)));
        }

        entries = list;
        return answer;
    }

    /// <summary>The SMART / Health log.</summary>
    /// <param name="namespaceId">ffffffffh: of the controller; another: of a namespace, where the controller has that.</param>
    /// <param name="log">The log.</param>
    public NvmeAnswer ReadSmart(uint namespaceId, out SmartLog? log) =>
        ReadStructure(new LogRequest((byte)LogPage.Smart) { NamespaceId = namespaceId }, SmartLog.Bytes, data => new SmartLog(data), out log);

    /// <summary>The Firmware Slot log.</summary>
    public NvmeAnswer ReadFirmware(out FirmwareLog? log) =>
        ReadStructure(new LogRequest((byte)LogPage.FirmwareSlots), FirmwareLog.Bytes, data => new FirmwareLog(data), out log);

    /// <summary>The Commands Supported and Effects log of an I/O command set.</summary>
    /// <param name="commandSet">CSI: 0 NVM, 2 zoned.</param>
    /// <param name="log">The log.</param>
    public NvmeAnswer ReadEffects(byte commandSet, out EffectsLog? log) =>
        ReadStructure(new LogRequest((byte)LogPage.CommandEffects) { CommandSet = commandSet }, EffectsLog.Bytes, data => new EffectsLog(data), out log);

    /// <summary>The Feature Identifiers Supported and Effects log.</summary>
    public NvmeAnswer ReadFeatureEffects(out FeatureEffectsLog? log) =>
        ReadStructure(new LogRequest((byte)LogPage.FeatureEffects), FeatureEffectsLog.Bytes, data => new FeatureEffectsLog(data), out log);

    /// <summary>The Device Self-test log.</summary>
    public NvmeAnswer ReadSelfTests(out SelfTestLog? log) =>
        ReadStructure(new LogRequest((byte)LogPage.SelfTest), SelfTestLog.Bytes, data => new SelfTestLog(data), out log);

    /// <summary>The Sanitize Status log.</summary>
    /// <param name="retainsEvent">True: the event that says that sanitizing has ended is not acknowledged.</param>
    /// <param name="log">The log.</param>
    public NvmeAnswer ReadSanitize(bool retainsEvent, out SanitizeLog? log) =>
        ReadStructure(new LogRequest((byte)LogPage.Sanitize) { RetainsEvent = retainsEvent }, SanitizeLog.Bytes, data => new SanitizeLog(data), out log);

    /// <summary>The log of an endurance group.</summary>
    public NvmeAnswer ReadEnduranceGroup(ushort group, out EnduranceGroupLog? log) =>
        ReadStructure(new LogRequest((byte)LogPage.EnduranceGroup) { Identifier = group }, EnduranceGroupLog.Bytes, data => new EnduranceGroupLog(data), out log);

    /// <summary>The Predictable Latency log of an NVM set.</summary>
    public NvmeAnswer ReadPredictableLatency(ushort set, out PredictableLatencyLog? log) =>
        ReadStructure(new LogRequest((byte)LogPage.PredictableLatency) { Identifier = set }, PredictableLatencyLog.Bytes, data => new PredictableLatencyLog(data), out log);

    /// <summary>The oldest reservation notification, which is gone when it has been read.</summary>
    public NvmeAnswer ReadReservations(out ReservationLog? log) =>
        ReadStructure(new LogRequest((byte)LogPage.Reservations), ReservationLog.Bytes, data => new ReservationLog(data), out log);

    /// <summary>The header of the Boot Partition log.</summary>
    /// <param name="partition">0 or 1.</param>
    /// <param name="log">The header; the partition's bytes lie behind it, for <see cref="ReadLog"/>.</param>
    public NvmeAnswer ReadBootPartition(byte partition, out BootPartitionLog? log) =>
        ReadStructure(new LogRequest((byte)LogPage.BootPartition) { Specific = partition }, BootPartitionLog.Bytes, data => new BootPartitionLog(data), out log);

    /// <summary>The header of a telemetry log.</summary>
    /// <param name="isControllerInitiated">Which of the two.</param>
    /// <param name="creates">True: the host-initiated log is made anew.</param>
    /// <param name="header">The header.</param>
    public NvmeAnswer ReadTelemetryHeader(bool isControllerInitiated, bool creates, out TelemetryHeader? header)
    {
        LogPage page = isControllerInitiated ? LogPage.TelemetryController : LogPage.TelemetryHost;
        return ReadStructure(
            new LogRequest((byte)page) { Specific = creates && !isControllerInitiated ? (byte)1 : (byte)0, RetainsEvent = true },
            TelemetryHeader.Bytes,
            data => new TelemetryHeader(data),
            out header);
    }

    /// <summary>The header of the persistent event log.</summary>
    /// <param name="action">0 read what an earlier context holds, 1 begin a context, 2 end it.</param>
    /// <param name="header">The header.</param>
    public NvmeAnswer ReadPersistentEventHeader(byte action, out PersistentEventHeader? header) => ReadStructure(
        new LogRequest((byte)LogPage.PersistentEvents) { Specific = action },
        PersistentEventHeader.Bytes,
        data => new PersistentEventHeader(data),
        out header);

    /// <summary>The namespaces that have changed since this was read last.</summary>
    /// <param name="ids">Their ids; one of ffffffffh: more than the log can hold.</param>
    public NvmeAnswer ReadChangedNamespaces(out IReadOnlyList<uint> ids)
    {
        byte[] data = new byte[IdentifyData.Bytes];
        NvmeAnswer answer = ReadLog(new LogRequest((byte)LogPage.ChangedNamespaces), data);
        List<uint> list = [];
        for (int offset = 0; answer.IsSuccess && offset < data.Length && BitConverter.ToUInt32(data, offset) is uint id and not 0; offset += sizeof(uint))
        {
            list.Add(id);
        }

        ids = list;
        return answer;
    }

    private NvmeAnswer ReadStructure<T>(LogRequest request, int bytes, Func<byte[], T> make, out T? structure)
        where T : SpecStructure
    {
        byte[] data = new byte[bytes];
        NvmeAnswer answer = ReadLog(request, data);
        structure = answer.IsSuccess ? make(data) : null;
        return answer;
    }

    private NvmeAnswer ReadPiece(LogRequest request, ulong offset, bool retains, Memory<byte> piece)
    {
        uint dwords = (uint)(piece.Length / Granularity) - 1;
        return ExecuteAdmin(
            new NvmeRequest
            {
                Opcode = (byte)AdminOpcode.GetLogPage,
                NamespaceId = request.NamespaceId,
                Dword10 = (dwords << 16) | (retains ? 1u << 15 : 0) | ((uint)(request.Specific & 0x7f) << 8) | request.Page,
                Dword11 = ((uint)request.Identifier << 16) | (dwords >> 16),
                Dword12 = (uint)offset,
                Dword13 = (uint)(offset >> 32),
                Dword14 = ((uint)request.CommandSet << 24) | (request.OffsetIsIndex ? 1u << 23 : 0) | (request.UuidIndex & 0x7fu),
                Direction = DataDirection.FromController,
            },
            piece);
    }

    private string? ReasonAgainst(LogPage page) => ReasonInIdentify(page) ?? ReasonInList(page);

    // Some pages every controller has, whatever its list says.
    private string? ReasonInList(LogPage page) => page is LogPage.SupportedPages or LogPage.Errors or LogPage.Smart or LogPage.FirmwareSlots || KnownPages()?.Has((byte)page) != false
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"the controller does not support log page {(byte)page:x2}h: it is not in its list of log pages (page 00h)");

    private string? ReasonInIdentify(LogPage page) => page switch
    {
        LogPage.SupportedPages => Need(Identity.LogPageAttributes, (uint)LogCapabilities.Scopes, "the list of log pages", "LPA"),
        LogPage.FeatureEffects => Need(Identity.LogPageAttributes, (uint)LogCapabilities.Scopes, "the effects log of features", "LPA"),
        LogPage.PredictableLatency or LogPage.PredictableLatencyEvents => Need(Identity.Attributes, PredictableLatencyAttribute, "Predictable Latency Mode", "CTRATT"),
        LogPage.AsymmetricAccess => Need(Identity.Multipath, AccessReporting, "asymmetric namespace access", "CMIC"),
        LogPage.LbaStatus => Need(Identity.OptionalAdminCommands, (uint)AdminCapabilities.LbaStatus, "Get LBA Status and its log", "OACS"),
        LogPage.BootPartition => _core.Capabilities.HasBootPartitions ? null : "the controller does not support boot partitions (CAP bit 45 is 0)",
        LogPage.CommandEffects => Need(Identity.LogPageAttributes, (uint)LogCapabilities.CommandEffects, "the effects log", "LPA"),
        LogPage.TelemetryHost or LogPage.TelemetryController => Need(Identity.LogPageAttributes, (uint)LogCapabilities.Telemetry, "telemetry logs", "LPA"),
        LogPage.PersistentEvents => Need(Identity.LogPageAttributes, (uint)LogCapabilities.PersistentEvents, "the persistent event log", "LPA"),
        LogPage.SelfTest => Need(Identity.OptionalAdminCommands, (uint)AdminCapabilities.SelfTest, "Device Self-test and its log", "OACS"),
        LogPage.ChangedNamespaces => Need(Identity.OptionalEvents, NamespaceEvents, "the changed namespace list", "OAES"),
        LogPage.EnduranceGroup or LogPage.EnduranceGroupEvents => Need(Identity.Attributes, EnduranceAttribute, "endurance groups", "CTRATT"),
        LogPage.Sanitize => (Identity.SanitizeCapabilities & 7) != 0 ? null : "the controller does not support Sanitize and its log (SANICAP is 0)",
        LogPage.ChangedZones => Need(Identity.OptionalEvents, ZoneEvents, "the changed zone list", "OAES"),
        LogPage.Reservations => Need(Identity.OptionalNvmCommands, (uint)NvmCapabilities.Reservations, "reservations", "ONCS"),
        _ => null,
    };

    private const uint NamespaceEvents = 1 << 8;
    private const uint ZoneEvents = 1 << 27;
    private const uint EnduranceAttribute = 1 << 4;
    private const uint PredictableLatencyAttribute = 1 << 5;
    private const uint AccessReporting = 1 << 3;
}
