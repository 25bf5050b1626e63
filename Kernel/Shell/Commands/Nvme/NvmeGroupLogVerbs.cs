using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using CosmosNvme.Nvme;

namespace CosmosNvme.Shell.Commands;

/// <summary>The verbs that show log pages about parts of a subsystem: groups of namespaces, endurance groups, NVM sets, ranges of blocks, boot partitions.</summary>
internal static class NvmeGroupLogVerbs
{
    /// <summary>The verbs.</summary>
    internal static IEnumerable<NvmeVerb> All { get; } =
    [
        new("ana-log", "How a controller reaches groups of namespaces", AccessGroups, "groups|g", "output-format|o=FMT"),
        new("endurance-log", "Health of an endurance group", Endurance, "group-id|g=NUM", "output-format|o=FMT"),
        new("endurance-event-agg-log", "Endurance groups to which something has happened", call => Aggregate(call, ofEnduranceGroups: true), "log-entries|e=NUM", "rae|r", "output-format|o=FMT", "raw-binary|b"),
        new("predictable-lat-log", "Windows of predictable latency of an NVM set", PredictableLatency, "nvmset-id|i=NUM", "output-format|o=FMT", "raw-binary|b"),
        new("pred-lat-event-agg-log", "NVM sets to whose windows something has happened", call => Aggregate(call, ofEnduranceGroups: false), "log-entries|e=NUM", "rae|r", "output-format|o=FMT", "raw-binary|b"),
        new("lba-status-log", "Ranges of blocks that may be unreadable", BlockStatus, "rae|r", "output-format|o=FMT"),
        new("resv-notif-log", "The oldest notification about reservations", Reservations, "output-format|o=FMT"),
        new("boot-part-log", "A boot partition", BootPartition, "lsp|s=NUM", "output-file|f=FILE", "output-format|o=FMT"),
    ];

    private static int AccessGroups(NvmeCall call)
    {
        call.Check(call.Commands.ReadAccessGroups(call.Has("groups"), out AccessGroupLog? log));
        NvmeFields fields = new NvmeFields(8, separator: ":\t")
            .Text("Asymmetric Namespace Access Log for NVMe device", call.Device)
            .Number("chgcnt", log!.ChangeCount)
            .Number("ngrps", log.GroupCount);
        IEnumerable<(NvmeFields Fields, uint[] Ids)> groups = log.Groups.Select(item => (FieldsOf(item.Group), item.NamespaceIds));
        if (call.IsBinary || call.IsJson)
        {
            fields.List("ANA DESC LIST ", groups.Select(item => item.Fields.List("NSIDS", item.Ids.Select(id => new NvmeFields(0).Number("nsid", id)))));
            fields.Print(call, string.Empty, log.Data);
            return 0;
        }

        call.Output.WriteLine($"Asymmetric Namespace Access Log for NVMe device: {call.Device}");
        call.Output.WriteLine("ANA LOG HEADER :-");
        new NvmeFields(8, separator: ":\t").Number("chgcnt", log.ChangeCount).Number("ngrps", log.GroupCount).Print(call.Output, showsBits: false);
        call.Output.WriteLine("ANA Log Desc :-");
        foreach ((NvmeFields group, uint[] ids) in groups)
        {
            group.Print(call.Output, showsBits: false);
            Array.ForEach(ids, id => call.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\tnsid\t:\t{id}")));
            call.Output.WriteLine();
        }

        return 0;
    }

    private static NvmeFields FieldsOf(AccessGroup group)
    {
        string state = group.State switch
        {
            1 => "optimized",
            2 => "non-optimized",
            3 => "inaccessible",
            4 => "persistent-loss",
            15 => "change",
            _ => "invalid state",
        };
        return new NvmeFields(8, separator: ":\t").Number("grpid", group.Id).Number("nnsids", group.NamespaceCount).Number("chgcnt", group.ChangeCount).Text("state", state);
    }

    private static int Endurance(NvmeCall call)
    {
        ushort group = (ushort)call.Number32("group-id", 1, ushort.MaxValue);
        call.Check(call.Commands.ReadEnduranceGroup(group, out EnduranceGroupLog? log));
        new NvmeFields(24)
            .Number("critical_warning", log!.CriticalWarning).Number("avl_spare", log.AvailableSpare).Number("avl_spare_threshold", log.SpareThreshold).Shown("percent_used", log.PercentageUsed, $"{log.PercentageUsed}%")
            .Wide("endurance_estimate", log.EnduranceEstimate).Wide("data_units_read", log.DataUnitsRead).Wide("data_units_written", log.DataUnitsWritten)
            .Wide("media_units_written", log.MediaUnitsWritten).Wide("host_read_cmds", log.HostReads).Wide("host_write_cmds", log.HostWrites)
            .Wide("media_data_integrity_err", log.MediaErrors).Wide("num_err_info_log_entries", log.ErrorLogEntries).Wide("total_end_grp_cap", log.TotalCapacity).Wide("unalloc_end_grp_cap", log.UnallocatedCapacity)
            .Print(call, string.Create(CultureInfo.InvariantCulture, $"Endurance Group Log for NVME device:{call.Device} Group ID:{group:x}"), log.Data);
        return 0;
    }

    private static int Aggregate(NvmeCall call, bool ofEnduranceGroups)
    {
        int limit = (int)call.Number32("log-entries", ushort.MaxValue, ushort.MaxValue);
        call.Check(call.Commands.ReadEventAggregate(ofEnduranceGroups, call.Has("rae"), limit, out EventAggregateLog? log));
        NvmeFields fields = new NvmeFields(0)
            .Number("Number of Entries Available", log!.Count, "num_entries_avail")
            .List("list_of_entries", log.Ids.Select(id => new NvmeFields(0).Number("entry", id)));
        for (int index = 0; index < log.Ids.Count; index++)
        {
            string line = string.Create(CultureInfo.InvariantCulture, $"Entry[{index + 1}]: {log.Ids[index]}");
            fields.Custom(string.Empty, text => text.WriteLine(line), null);
        }

        fields.Print(call, $"{(ofEnduranceGroups ? "Endurance Group" : "Predictable Latency")} Event Aggregate Log for device: {call.Device}", log.Data);
        return 0;
    }

    private static int PredictableLatency(NvmeCall call)
    {
        ushort set = (ushort)call.Number32("nvmset-id", 1, ushort.MaxValue);
        call.Check(call.Commands.ReadPredictableLatency(set, out PredictableLatencyLog? log));
        new NvmeFields(0)
            .Custom("nvmset_id", null, json => json.WriteNumberValue(set))
            .Number("Status", log!.Status, "status").Number("Event Type", log.Events, "event_type")
            .Number("DTWIN Reads Typical", log.TypicalReads, "dtwin_reads_typical").Number("DTWIN Writes Typical", log.TypicalWrites, "dtwin_writes_typical")
            .Number("DTWIN Time Maximum", log.LongestMilliseconds, "dtwin_time_maximum")
            .Number("NDWIN Time Minimum High", log.ShortestHighMilliseconds, "ndwin_time_minimum_high").Number("NDWIN Time Minimum Low", log.ShortestLowMilliseconds, "ndwin_time_minimum_low")
            .Number("DTWIN Reads Estimate", log.ReadsLeft, "dtwin_reads_estimate").Number("DTWIN Writes Estimate", log.WritesLeft, "dtwin_writes_estimate")
            .Number("DTWIN Time Estimate", log.MillisecondsLeft, "dtwin_time_estimate")
            .Print(call, string.Create(CultureInfo.InvariantCulture, $"Predictable Latency Per NVM Set Log for device: {call.Device}\nPredictable Latency Per NVM Set Log for NVM Set ID: {set}"), log.Data);
        return 0;
    }

    private static int BlockStatus(NvmeCall call)
    {
        call.Check(call.Commands.ReadLbaStatus(call.Has("rae"), out LbaStatusLog? log));
        NvmeFields fields = new NvmeFields(0)
            .Number("LBA Status Log Page Length", log!.LogBytes, "lslplen").Number("Number of LBA Status Log Namespace Elements", log.ElementCount, "nlslne")
            .Number("Estimate of Unrecoverable Logical Blocks", log.EstimatedBlocks, "estulb").Number("LBA Status Generation Counter", log.Generation, "lsgc")
            .List("ns_elements", log.Elements.Select(item => FieldsOf(item.Element).List("descs", item.Ranges.Select(range => new NvmeFields(0).Number("rslba", range.Block).Number("rnlb", range.Blocks)))));
        foreach ((LbaStatusElement element, (ulong Block, uint Blocks)[] ranges) in log.Elements)
        {
            fields.Custom(string.Empty, text => FieldsOf(element).Print(text, showsBits: false), null);
            for (int index = 0; index < ranges.Length; index++)
            {
                string lines = string.Create(CultureInfo.InvariantCulture, $"RSLBA[{index}]: {ranges[index].Block}\nRNLB[{index}]: {ranges[index].Blocks}");
                fields.Custom(string.Empty, text => text.WriteLine(lines), null);
            }
        }

        fields.Print(call, $"LBA Status Log for device: {call.Device}", log.Data);
        return 0;
    }

    private static NvmeFields FieldsOf(LbaStatusElement element) => new NvmeFields(0)
        .Number("Namespace Element Identifier", element.NamespaceId, "neid").Number("Number of LBA Range Descriptors", element.RangeCount, "nlrd").Number("Recommended Action Type", element.RecommendedAction, "ratype");

    private static int Reservations(NvmeCall call)
    {
        call.Check(call.Commands.ReadReservations(out ReservationLog? log));
        string kind = log!.Kind switch
        {
            0 => "Empty Log Page",
            1 => "Registration Preempted",
            2 => "Reservation Released",
            3 => "Reservation Preempted",
            _ => "Reserved",
        };
        new NvmeFields(28)
            .Shown("Log Page Count", log.Number, string.Create(CultureInfo.InvariantCulture, $"{log.Number:x}"), "count").Shown("Resv Notif Log Page Type", log.Kind, $"{log.Kind} ({kind})", "rn_log_type")
            .Number("Num of Available Log Pages", log.More, "num_logs").Shown("Namespace ID", log.NamespaceId, string.Create(CultureInfo.InvariantCulture, $"{log.NamespaceId:x}"), "nsid")
            .Print(call, $"Reservation Notif Log for device: {call.Device}", log.Data);
        return 0;
    }

    private static int BootPartition(NvmeCall call)
    {
        byte specific = (byte)call.Number32("lsp", most: 127);
        call.Check(call.Commands.ReadBootPartition(specific, out BootPartitionLog? log));
        if (call.Text("output-file") is string path)
        {
            NvmeCall.WriteFile(path, file => Save(call, file, specific, log!));
        }

        new NvmeFields(0)
            .Number("Log ID", log!.LogPage, "count")
            .Shown("Boot Partition Size", log.Information & 0x7fff, string.Create(CultureInfo.InvariantCulture, $"{log.PartitionBytes / 1024} KiB"), "bpsz")
            .Number("Active BPID", (ulong)log.ActivePartition, "abpid")
            .Print(call, $"Boot Partition Log for device: {call.Device}", log.Data);
        return 0;
    }

    // The partition begins behind the header, and may be larger than what one wants in memory at once.
    private static void Save(NvmeCall call, Stream file, byte specific, BootPartitionLog log)
    {
        byte[] piece = new byte[call.Commands.MaximumDataBytes];
        for (long offset = 0; offset < log.PartitionBytes; offset += piece.Length)
        {
            Memory<byte> part = piece.AsMemory(0, (int)Math.Min(piece.Length, log.PartitionBytes - offset));
            call.Check(call.Commands.ReadLog(new LogRequest((byte)LogPage.BootPartition) { Specific = specific, Offset = (ulong)(log.Data.Length + offset) }, part));
            file.Write(part.Span);
        }
    }
}
