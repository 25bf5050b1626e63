using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using CosmosNvme.Nvme;

namespace CosmosNvme.Shell.Commands;

/// <summary>What an entry of the persistent event log says. NVMe Base 1.4 §5.14.1.13.1; the fields' names are nvme-cli's.</summary>
internal static class NvmePersistentEventFields
{
    private const byte HealthSnapshot = 0x01;
    private const byte FirmwareCommit = 0x02;
    private const byte PowerOnOrReset = 0x04;
    private const byte HardwareError = 0x05;

    private static readonly Dictionary<byte, string> s_names = new()
    {
        [HealthSnapshot] = "SMART/Health Log Snapshot",
        [FirmwareCommit] = "Firmware Commit",
        [0x03] = "Timestamp Change",
        [PowerOnOrReset] = "Power-on or Reset",
        [HardwareError] = "NVM Subsystem Hardware Error",
        [0x06] = "Change Namespace",
        [0x07] = "Format NVM Start",
        [0x08] = "Format NVM Completion",
        [0x09] = "Sanitize Start",
        [0x0a] = "Sanitize Completion",
        [0x0b] = "Set Feature",
        [0x0c] = "Telemetry Log Created",
        [0x0d] = "Thermal Excursion",
        [0xde] = "Vendor Specific",
        [0xdf] = "TCG Defined",
    };

    private static readonly string[] s_hardwareErrors =
    [
        "Reserved", "PCIe Correctable Error", "PCIe Uncorrectable Non fatal Error", "PCIe Uncorrectable Fatal Error", "PCIe Link Status Change", "PCIe Link Not Active", "Critical Warning Condition",
        "Endurance Group Critical Warning Condition", "Unsafe Shutdown", "Controller Fatal Status", "Media and Data Integrity Status", "Controller Ready Timeout Exceeded",
    ];

    // Where the numbers lie in the data of each type of event.
    private static readonly Dictionary<byte, Item[]> s_items = new()
    {
        [FirmwareCommit] =
        [
            new("FW Commit Action", "fw_commit_action", 16, 1), new("FW Slot", "fw_slot", 17, 1), new("Status Code Type for Firmware Commit Command", "sct_fw", 18, 1),
            new("Status Returned for Firmware Commit Command", "sc_fw", 19, 1), new("Vendor Assigned Firmware Commit Result Code", "vu_assign_fw_commit_rc", 20, 2),
        ],
        [0x03] = [new("Previous Timestamp", "prev_ts", 0, 8), new("Milliseconds Since Reset", "ml_secs_since_reset", 8, 8)],
        [0x06] =
        [
            new("Namespace Management CDW10", "nsmgt_cdw10", 0, 4), new("Namespace Size", "nsze", 8, 8), new("Namespace Capacity", "nscap", 24, 8), new("Formatted LBA Size", "flbas", 32, 1),
            new("End-to-end Data Protection Type Settings", "dps", 33, 1), new("Namespace Multi-path I/O and Namespace Sharing Capabilities", "nmic", 34, 1),
            new("ANA Group Identifier", "ana_grp_id", 36, 4), new("NVM Set Identifier", "nvmset_id", 40, 2), new("Namespace ID", "nsid", 44, 4),
        ],
        [0x07] = [new("Namespace Identifier", "nsid", 0, 4), new("Format NVM Attributes", "fna", 4, 1), new("Format NVM CDW10", "format_nvm_cdw10", 8, 4)],
        [0x08] =
        [
            new("Namespace Identifier", "nsid", 0, 4), new("Smallest Format Progress Indicator", "smallest_fpi", 4, 1), new("Format NVM Status", "format_nvm_status", 5, 1),
            new("Completion Information", "compln_info", 6, 2), new("Status Field", "status_field", 8, 4),
        ],
        [0x09] = [new("SANICAP", "SANICAP", 0, 4), new("Sanitize CDW10", "sani_cdw10", 4, 4), new("Sanitize CDW11", "sani_cdw11", 8, 4)],
        [0x0a] = [new("Sanitize Progress", "sani_prog", 0, 2), new("Sanitize Status", "sani_status", 2, 2), new("Completion Information", "cmpln_info", 4, 2)],
        [0x0b] = [new("Set Feature ID", "fid", 4, 1), new("Set Feature CDW11", "cdw11", 8, 4)],
        [0x0d] = [new("Over Temperature", "over_temp", 0, 1), new("Threshold", "threshold", 1, 1)],
    };

    // The list behind the firmware revision of a power-on or reset event.
    private static readonly Item[] s_resets =
    [
        new("Controller ID", "ctrl_id", 0, 2), new("Firmware Activation", "fw_act", 2, 1), new("Operation in Progress", "op_in_prog", 3, 1), new("Controller Power Cycle", "ctrl_power_cycle", 16, 4),
        new("Power on milliseconds", "power_on_ml_secs", 20, 8), new("Controller Timestamp", "ctrl_time_stamp", 28, 8),
    ];

    /// <summary>The name of a type of event.</summary>
    internal static string NameOf(byte type) => $"{s_names.GetValueOrDefault(type, "Reserved")} Event(0x{type:x})";

    /// <summary>The fields of an event.</summary>
    /// <param name="entry">The event.</param>
    /// <param name="index">Its place in the log.</param>
    internal static NvmeFields Of(PersistentEvent entry, int index)
    {
        NvmeFields fields = new NvmeFields(0)
            .Number("Event Number", (ulong)index, "event_number").Text("Event Type", NameOf(entry.Type), "event_type").Number("Event Type Revision", entry.TypeRevision, "event_type_rev")
            .Number("Event Header Length", entry.HeaderLength, "event_header_len").Number("Event Header Additional Info", entry.AdditionalInformation, "event_header_additional_info")
            .Number("Controller Identifier", entry.ControllerId, "ctrl_id").Number("Event Timestamp", entry.Timestamp, "event_time_stamp").Number("Port Identifier", entry.PortId, "port_id")
            .Number("Vendor Specific Information Length", entry.VendorLength, "vu_info_len").Number("Event Length", entry.EventLength, "event_len");
        ReadOnlySpan<byte> data = entry.EventData;
        switch (entry.Type)
        {
            case HealthSnapshot when data.Length >= 512:
                return fields.AddAll(NvmeLogVerbs.FieldsOf(new SmartLog(data[..512])));
            case FirmwareCommit when data.Length >= 16:
                fields.Text("Old Firmware Revision", NvmeLogVerbs.RevisionText(data[..8]), "old_fw_rev").Text("New Firmware Revision", NvmeLogVerbs.RevisionText(data.Slice(8, 8)), "new_fw_rev");
                break;
            case PowerOnOrReset when data.Length >= 8:
                AddResets(fields, data);
                break;
            case HardwareError when data.Length >= 2:
                ushort code = BinaryPrimitives.ReadUInt16LittleEndian(data);
                fields.Shown("NVM Subsystem Hardware Error Event Code", code, $"{code}, {(code < s_hardwareErrors.Length ? s_hardwareErrors[code] : "Reserved")}", "nss_hw_err_code");
                break;
            default:
                break;
        }

        return Add(fields, s_items.GetValueOrDefault(entry.Type, []), data);
    }

    private static void AddResets(NvmeFields fields, ReadOnlySpan<byte> data)
    {
        const int RevisionBytes = 8;
        const int ItemBytes = 36;
        fields.Text("Firmware Revision", NvmeLogVerbs.RevisionText(data[..RevisionBytes]), "fw_rev");
        List<NvmeFields> resets = [];
        for (ReadOnlySpan<byte> rest = data[RevisionBytes..]; rest.Length >= ItemBytes; rest = rest[ItemBytes..])
        {
            resets.Add(Add(new NvmeFields(0), s_resets, rest));
        }

        fields.List("reset_info_list", resets);
        fields.Custom(string.Empty, text => resets.ForEach(reset => reset.Print(text, showsBits: false)), null);
    }

    // What the event is too short for is left out.
    private static NvmeFields Add(NvmeFields fields, Item[] items, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        foreach (Item item in items)
        {
            if (item.Offset + item.Bytes <= data.Length)
            {
                number.Clear();
                data.Slice(item.Offset, item.Bytes).CopyTo(number);
                fields.Number(item.Name, BinaryPrimitives.ReadUInt64LittleEndian(number), item.Key);
            }
        }

        return fields;
    }

    private sealed record Item(string Name, string Key, int Offset, int Bytes);
}
