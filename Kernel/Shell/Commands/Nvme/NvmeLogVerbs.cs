using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using CosmosNvme.Nvme;

namespace CosmosNvme.Shell.Commands;

/// <summary>The verbs that show log pages: errors, health, firmware slots, changed namespaces, and any page as bytes.</summary>
internal static class NvmeLogVerbs
{
    private const string Line = ".................";

    /// <summary>The verbs.</summary>
    internal static IEnumerable<NvmeVerb> All { get; } =
    [
        new("smart-log", "Health: temperature, wear, errors, hours", Smart, "namespace-id|n=NUM", "output-format|o=FMT", "raw-binary|b", "human-readable|H"),
        new("error-log", "The last errors", Errors, "log-entries|e=NUM", "output-format|o=FMT", "raw-binary|b"),
        new("fw-log", "Firmware slots", Firmware, "output-format|o=FMT", "raw-binary|b"),
        new("changed-ns-list-log", "Namespaces that have changed", ChangedNamespaces, "output-format|o=FMT", "raw-binary|b"),
        new(
            "get-log", "Any log page as bytes", Get, "namespace-id|n=NUM", "log-id|i=NUM", "log-len|l=NUM", "aen|a=NUM", "lpo|o=NUM", "lsp|s=NUM", "lsi|S=NUM", "rae|r", "uuid-index|U=NUM", "raw-binary|b", "csi|y=NUM", "ot|O"),
    ];

    private static int Smart(NvmeCall call)
    {
        uint id = call.NamespaceOr(uint.MaxValue)!.Value;

        // A device that is a namespace asks about the controller all the same, as long as nobody says -n.
        id = call.Has("namespace-id") ? id : uint.MaxValue;
        call.Check(call.Commands.ReadSmart(id, out SmartLog? log));
        if (call.IsBinary)
        {
            call.Context.WriteBytes(log!.Data);
            return 0;
        }

        NvmeFields fields = FieldsOf(log!);
        if (call.IsJson)
        {
            fields.PrintJson(call.Output);
            return 0;
        }

        call.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Smart Log for NVME device:{call.Device} namespace-id:{id:x}"));
        fields.Print(call.Output, call.IsHuman);
        return 0;
    }

    /// <summary>The fields of a health log.</summary>
    internal static NvmeFields FieldsOf(SmartLog log)
    {
        NvmeFields fields = new NvmeFields(40, s_warnings)
            .Hex("critical_warning", log.CriticalWarning)
            .Shown("temperature", log.Temperature, NvmeNumbers.Temperature(log.Temperature))
            .Shown("available_spare", log.AvailableSpare, $"{log.AvailableSpare}%", "avail_spare")
            .Shown("available_spare_threshold", log.SpareThreshold, $"{log.SpareThreshold}%", "spare_thresh")
            .Shown("percentage_used", log.PercentageUsed, $"{log.PercentageUsed}%", "percent_used")
            .Hex("endurance group critical warning summary", log.EnduranceGroupWarnings, "endurance_grp_critical_warning_summary")
            .Shown("Data Units Read", log.DataUnitsRead, Units(log.DataUnitsRead), "data_units_read")
            .Shown("Data Units Written", log.DataUnitsWritten, Units(log.DataUnitsWritten), "data_units_written")
            .Wide("host_read_commands", log.HostReads)
            .Wide("host_write_commands", log.HostWrites)
            .Wide("controller_busy_time", log.BusyMinutes)
            .Wide("power_cycles", log.PowerCycles)
            .Wide("power_on_hours", log.PowerOnHours)
            .Wide("unsafe_shutdowns", log.UnsafeShutdowns)
            .Wide("media_errors", log.MediaErrors)
            .Wide("num_err_log_entries", log.ErrorLogEntries)
            .Number("Warning Temperature Time", log.WarningMinutes, "warning_temp_time")
            .Number("Critical Composite Temperature Time", log.CriticalMinutes, "critical_comp_time");
        for (int sensor = 0; sensor < 8; sensor++)
        {
            if (log.Sensor(sensor) != 0)
            {
                fields.Shown($"Temperature Sensor {sensor + 1}", log.Sensor(sensor), NvmeNumbers.Temperature(log.Sensor(sensor)), $"temperature_sensor_{sensor + 1}");
            }
        }

        return fields.Number("Thermal Management T1 Trans Count", log.ThermalTransitions1, "thm_temp1_trans_count")
            .Number("Thermal Management T2 Trans Count", log.ThermalTransitions2, "thm_temp2_trans_count")
            .Number("Thermal Management T1 Total Time", log.ThermalSeconds1, "thm_temp1_total_time")
            .Number("Thermal Management T2 Total Time", log.ThermalSeconds2, "thm_temp2_total_time");
    }

    private static string Units(UInt128 thousands) =>
        string.Create(CultureInfo.InvariantCulture, $"{thousands} ({NvmeNumbers.Bytes(thousands > UInt128.MaxValue / 512000 ? UInt128.MaxValue : thousands * 512000)})");

    private static int Errors(NvmeCall call)
    {
        uint wanted = call.Number32("log-entries", 64);
        call.Check(call.Commands.ReadErrors((int)Math.Clamp(wanted, 1, 256), out IReadOnlyList<ErrorLogEntry> entries));
        if (call.IsBinary)
        {
            foreach (ErrorLogEntry entry in entries)
            {
                call.Context.WriteBytes(entry.Data);
            }

            return 0;
        }

        if (call.IsJson)
        {
            NvmeFields.WriteJson(call.Output, json =>
            {
                json.WriteStartObject();
                json.WriteStartArray("errors");
                foreach (ErrorLogEntry entry in entries)
                {
                    FieldsOf(entry).WriteObject(json);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            });
            return 0;
        }

        call.Output.WriteLine($"Error Log Entries for device:{call.Device} entries:{entries.Count}");
        call.Output.WriteLine(Line);
        for (int index = 0; index < entries.Count; index++)
        {
            call.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $" Entry[{index,2}]   "));
            call.Output.WriteLine(Line);
            FieldsOf(entries[index]).Print(call.Output, showsBits: false);
            call.Output.WriteLine(Line);
        }

        return 0;
    }

    private static NvmeFields FieldsOf(ErrorLogEntry entry) => new NvmeFields(16)
        .Number("error_count", entry.ErrorCount)
        .Number("sqid", entry.SubmissionQueueId)
        .Hex("cmdid", entry.CommandId)
        .Shown("status_field", entry.Status.Value, $"{NvmeNumbers.Hex(entry.Status.Value)}({entry.Status.Meaning})")
        .Hex("phase_tag", (ulong)entry.StatusField & 1)
        .Hex("parm_err_loc", entry.ParameterLocation, "parm_error_location")
        .Hex("lba", entry.Block)
        .Hex("nsid", entry.NamespaceId)
        .Hex("vs", entry.VendorPage)
        .Hex("trtype", entry.TransportType)
        .Hex("cs", entry.CommandInformation)
        .Hex("trtype_spec_info", entry.TransportInformation);

    private static int Firmware(NvmeCall call)
    {
        call.Check(call.Commands.ReadFirmware(out FirmwareLog? log));
        if (call.IsBinary)
        {
            call.Context.WriteBytes(log!.Data);
            return 0;
        }

        int[] slots = Enumerable.Range(1, 7).Where(slot => log!.Revision(slot).ContainsAnyExcept((byte)0)).ToArray();
        if (call.IsJson)
        {
            NvmeFields fields = new NvmeFields(0).Number("Active Firmware Slot (afi)", log!.ActiveSlots);
            foreach (int slot in slots)
            {
                fields.Text($"Firmware Rev Slot {slot}", RevisionText(log.Revision(slot)));
            }

            new NvmeFields(0).Custom(call.Device, null, fields.WriteObject).PrintJson(call.Output);
            return 0;
        }

        call.Output.WriteLine($"Firmware Log for device:{call.Device}");
        call.Output.WriteLine($"afi  : {NvmeNumbers.Hex(log!.ActiveSlots)}");
        foreach (int slot in slots)
        {
            call.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"frs{slot} : 0x{BitConverter.ToUInt64(log.Revision(slot)):x16} ({Characters(log.Revision(slot))})"));
        }

        return 0;
    }

    /// <summary>A firmware revision as nvme-cli's JSON has it: the number that its bytes are, and the bytes.</summary>
    internal static string RevisionText(ReadOnlySpan<byte> revision) => string.Create(CultureInfo.InvariantCulture, $"{BitConverter.ToUInt64(revision)} ({Characters(revision)})");

    // Blanks are dots too, so that their number shows.
    private static string Characters(ReadOnlySpan<byte> revision)
    {
        char[] text = new char[revision.Length];
        for (int index = 0; index < text.Length; index++)
        {
            text[index] = revision[index] is > 0x20 and < 0x7f ? (char)revision[index] : '.';
        }

        return new string(text);
    }

    private static int ChangedNamespaces(NvmeCall call)
    {
        call.Check(call.Commands.ReadChangedNamespaces(out IReadOnlyList<uint> ids));
        if (call.IsJson)
        {
            NvmeFields list = new(0);
            for (int index = 0; index < ids.Count; index++)
            {
                list.Text(string.Create(CultureInfo.InvariantCulture, $"[{index,4}]"), NvmeNumbers.Hex(ids[index]));
            }

            new NvmeFields(0).Text("Changed Namespace List Log", call.Device).Custom(call.Device, null, list.WriteObject).PrintJson(call.Output);
            return 0;
        }

        for (int index = 0; index < ids.Count; index++)
        {
            call.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{index,4}]:{NvmeNumbers.Hex(ids[index])}"));
        }

        return 0;
    }

    private static int Get(NvmeCall call)
    {
        const uint LongestLog = 64 * 1024 * 1024;
        uint length = call.Number32("log-len", most: LongestLog);
        if (length == 0)
        {
            throw new UsageException("say how many bytes, with --log-len");
        }

        // The page to read is in bits 16-23 of what an asynchronous event request returned.
        byte page = call.Has("aen") ? (byte)(call.Number32("aen") >> 16) : (byte)call.Number32("log-id", most: 255);
        LogRequest request = new(page)
        {
            NamespaceId = call.NamespaceOr(uint.MaxValue)!.Value,
            Offset = call.Number("lpo"),
            Specific = (byte)call.Number32("lsp", most: 127),
            Identifier = (ushort)call.Number32("lsi", most: ushort.MaxValue),
            RetainsEvent = call.Has("rae"),
            UuidIndex = (byte)call.Number32("uuid-index", most: 127),
            CommandSet = (byte)call.Number32("csi", most: 255),
            OffsetIsIndex = call.Has("ot"),
        };
        byte[] data = new byte[(length + 3) & ~3u];
        call.Check(call.Commands.ReadLog(request, data));
        ReadOnlySpan<byte> part = data.AsSpan(0, (int)length);
        if (call.IsBinary)
        {
            call.Context.WriteBytes(part);
            return 0;
        }

        call.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Device:{call.Device} log-id:{page} namespace-id:0x{request.NamespaceId:x}"));
        NvmeHexDump.Print(call.Output, part);
        return 0;
    }

    private static readonly Dictionary<string, NvmeBits> s_warnings = new(StringComparer.Ordinal)
    {
        ["critical_warning"] = new(
            8, "5 Persistent memory writable/Persistent memory read-only or unreliable", "4 Memory backup works/Memory backup failed", "3 Media writable/Media read-only", "2 Subsystem reliable/Subsystem degraded",
            "1 Temperature within its thresholds/Temperature beyond a threshold", "0 Spare capacity above its threshold/Spare capacity below its threshold"),
    };
}
