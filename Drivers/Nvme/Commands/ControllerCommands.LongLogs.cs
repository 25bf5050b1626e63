using System;
using System.Buffers.Binary;
using System.Globalization;
using System.Threading;

namespace CosmosNvme.Nvme;

/// <content>This part: log pages that say themselves how long they are. What they say is believed up to 16 MiB.</content>
public sealed partial class ControllerCommands
{
    private const int LongestLog = 16 << 20;

    /// <summary>The Asymmetric Namespace Access log.</summary>
    /// <param name="groupsOnly">True: without the ids of namespaces.</param>
    /// <param name="log">The log.</param>
    public NvmeAnswer ReadAccessGroups(bool groupsOnly, out AccessGroupLog? log)
    {
        // The page does not say how long it is: it has as many groups and namespaces as the controller has at most.
        ulong ids = groupsOnly ? 0 : Identity.NamespaceCount;
        ulong bytes = AccessGroupLog.HeaderBytes + ((ulong)Identity.AccessGroupCount * AccessGroup.Bytes) + (ids * sizeof(uint));
        NvmeAnswer answer = ReadUpTo(new LogRequest((byte)LogPage.AsymmetricAccess) { Specific = groupsOnly ? (byte)1 : (byte)0 }, bytes, out byte[] data);
        log = answer.IsSuccess ? new AccessGroupLog(data) : null;
        return answer;
    }

    /// <summary>The Predictable Latency Event Aggregate log, or that of endurance groups.</summary>
    /// <param name="ofEnduranceGroups">Which of the two.</param>
    /// <param name="retainsEvent">True: the event that the page belongs to is not acknowledged.</param>
    /// <param name="limit">Most ids to read.</param>
    /// <param name="log">The log.</param>
    public NvmeAnswer ReadEventAggregate(bool ofEnduranceGroups, bool retainsEvent, int limit, out EventAggregateLog? log)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        log = null;
        LogRequest request = new((byte)(ofEnduranceGroups ? LogPage.EnduranceGroupEvents : LogPage.PredictableLatencyEvents)) { RetainsEvent = true };
        NvmeAnswer answer = ReadUpTo(request, EventAggregateLog.HeaderBytes, out byte[] data);
        if (answer.IsSuccess)
        {
            ulong count = Math.Min(Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(data), (ulong)limit), ushort.MaxValue);
            answer = ReadUpTo(request with { RetainsEvent = retainsEvent }, EventAggregateLog.HeaderBytes + (count * sizeof(ushort)), out data);
            log = answer.IsSuccess ? new EventAggregateLog(data) : null;
        }

        return answer;
    }

    /// <summary>The LBA Status Information log.</summary>
    /// <param name="retainsEvent">True: the event that the page belongs to is not acknowledged.</param>
    /// <param name="log">The log.</param>
    public NvmeAnswer ReadLbaStatus(bool retainsEvent, out LbaStatusLog? log)
    {
        log = null;
        LogRequest request = new((byte)LogPage.LbaStatus) { RetainsEvent = true };
        NvmeAnswer answer = ReadUpTo(request, LbaStatusLog.HeaderBytes, out byte[] data);
        if (answer.IsSuccess)
        {
            ulong bytes = Math.Max(new LbaStatusLog(data).LogBytes, LbaStatusLog.HeaderBytes);
            answer = ReadUpTo(request with { RetainsEvent = retainsEvent }, bytes, out data);
            log = answer.IsSuccess ? new LbaStatusLog(data) : null;
        }

        return answer;
    }

    /// <summary>The persistent event log of the context that there is.</summary>
    /// <param name="limit">Most bytes to read, 512 or more.</param>
    /// <param name="log">The log, with the events that lie in these bytes as a whole.</param>
    public NvmeAnswer ReadPersistentEvents(int limit, out PersistentEventLog? log)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, PersistentEventHeader.Bytes);
        log = null;
        NvmeAnswer answer = ReadPersistentEventHeader(action: 0, out PersistentEventHeader? header);
        if (answer.IsSuccess)
        {
            ulong bytes = Math.Clamp(header!.LogBytes, PersistentEventHeader.Bytes, (ulong)limit);
            answer = ReadUpTo(new LogRequest((byte)LogPage.PersistentEvents), bytes, out byte[] data);
            log = answer.IsSuccess ? new PersistentEventLog(data) : null;
        }

        return answer;
    }

    /// <summary>A telemetry log, piece by piece: it may be larger than memory.</summary>
    /// <param name="isControllerInitiated">Which of the two.</param>
    /// <param name="header">Its header, as it was read just before.</param>
    /// <param name="area">The last data area to read, 1 to 4.</param>
    /// <param name="take">Is handed the pieces in their order; the memory is used again after it returns.</param>
    /// <returns>Not sent, too, if the controller replaced the log while it was read.</returns>
    public NvmeAnswer ReadTelemetry(bool isControllerInitiated, TelemetryHeader header, int area, Action<ReadOnlyMemory<byte>> take)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(take);
        if (area > 3 && !Identity.LogCapabilities.HasFlag(LogCapabilities.TelemetryArea4))
        {
            return NvmeAnswer.NotSent(CommandRules.Missing("data area 4 of telemetry logs", "LPA", (uint)LogCapabilities.TelemetryArea4));
        }

        LogRequest request = new((byte)(isControllerInitiated ? LogPage.TelemetryController : LogPage.TelemetryHost)) { RetainsEvent = true };
        long length = header.BytesUpTo(area);
        byte[] piece = new byte[Math.Max(TelemetryHeader.Bytes, MaximumDataBytes / TelemetryHeader.Bytes * TelemetryHeader.Bytes)];
        for (long offset = 0; offset < length; offset += piece.Length)
        {
            Memory<byte> part = piece.AsMemory(0, (int)Math.Min(piece.Length, length - offset));
            NvmeAnswer read = ReadLog(request with { Offset = (ulong)offset }, part);
            if (!read.IsSuccess)
            {
                return read;
            }

            take(part);
        }

        // What was read of two collections belongs to neither.
        NvmeAnswer answer = ReadTelemetryHeader(isControllerInitiated, creates: false, out TelemetryHeader? now);
        bool isSame = now?.ControllerDataGeneration == header.ControllerDataGeneration || !isControllerInitiated;
        return !answer.IsSuccess || isSame ? answer : NvmeAnswer.NotSent("the controller collected other data while the log was read; read it anew");
    }

    private NvmeAnswer ReadUpTo(LogRequest request, ulong bytes, out byte[] data)
    {
        data = [];
        if (bytes > LongestLog)
        {
            return NvmeAnswer.NotSent(string.Create(CultureInfo.InvariantCulture, $"log page {request.Page:x2}h would have {bytes} bytes, and {LongestLog} are the most that is read"));
        }

        byte[] whole = new byte[(bytes + (Granularity - 1)) & ~(ulong)(Granularity - 1)];
        NvmeAnswer answer = ReadLog(request, whole);
        data = whole[..(int)bytes];
        return answer;
    }

    // Read once, like the effects log. A list that cannot be had forbids nothing.
    private SupportedLogPages? KnownPages()
    {
        if (!Identity.LogCapabilities.HasFlag(LogCapabilities.Scopes))
        {
            return null;
        }

        if (Volatile.Read(ref _pages) is null && ReadSupportedPages(out SupportedLogPages? pages).IsSuccess)
        {
            Volatile.Write(ref _pages, pages);
        }

        return _pages;
    }
}
