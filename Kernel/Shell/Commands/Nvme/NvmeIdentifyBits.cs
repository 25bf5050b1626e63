using System;
using System.Collections.Generic;

namespace CosmosNvme.Shell.Commands;

/// <summary>The bits of the Identify structures. NVMe Base 1.4 §5.15.2, Base 2.0.</summary>
internal static class NvmeIdentifyBits
{
    /// <summary>Of Identify Controller.</summary>
    internal static IReadOnlyDictionary<string, NvmeBits> Controller { get; } = new Dictionary<string, NvmeBits>(StringComparer.Ordinal)
    {
        ["cmic"] = new(8, "3 Asymmetric Namespace Access", "2 PCI Function/SR-IOV Virtual Function", "1 Single Controller/Multiple Controllers", "0 Single Port/Multiple Ports"),
        ["oaes"] = new(
            32, "31 Discovery Log Page Change", "27 Zone Descriptor Changed", "15 Normal NVM Subsystem Shutdown", "14 Endurance Group Event Aggregate Log Change", "13 LBA Status Information",
            "12 Predictable Latency Event Aggregate Log Change", "11 Asymmetric Namespace Access Change", "9 Firmware Activation", "8 Namespace Attribute Changed"),
        ["ctratt"] = new(
            32, "19 Flexible Data Placement", "15 Extended LBA Formats", "14 Delete NVM Set", "13 Delete Endurance Group", "12 Variable Capacity Management", "11 Fixed Capacity Management",
            "10 Multiple Domains", "9 UUID List", "8 SQ Associations", "7 Namespace Granularity", "6 Traffic Based Keep Alive", "5 Predictable Latency Mode", "4 Endurance Groups", "3 Read Recovery Levels",
            "2 NVM Sets", "1 Non-Operational Power State Permissive Mode", "0 Host Identifier of 128 bits"),
        ["cntrltype"] = new(8, "7:0 Not reported/Controller for input and output/Discovery Controller/Administrative Controller"),
        ["nvmsr"] = new(8, "1 Part of an NVMe Enclosure", "0 Part of an NVMe Storage Device"),
        ["vwci"] = new(8, "7 VPD Write Cycles Remaining not valid/VPD Write Cycles Remaining valid", "6:0 VPD Write Cycles Remaining"),
        ["mec"] = new(8, "1 PCIe Management Endpoint", "0 SMBus or I2C Management Endpoint"),
        ["oacs"] = new(
            16, "10 Lockdown", "9 Get LBA Status", "8 Doorbell Buffer Config", "7 Virtualization Management", "6 NVMe-MI Send and Receive", "5 Directives", "4 Device Self-test",
            "3 Namespace Management and Attachment", "2 Firmware Commit and Download", "1 Format NVM", "0 Security Send and Receive"),
        ["frmw"] = new(8, "5 Multiple Update Detection", "4 Activation Without Reset", "3:1 Number of Firmware Slots", "0 Slot 1 Read-Write/Slot 1 Read-Only"),
        ["lpa"] = new(
            8, "6 Telemetry Data Area 4", "5 Supported Log Pages and Command Scopes", "4 Persistent Event Log", "3 Telemetry Logs", "2 Extended Data for Get Log Page", "1 Commands Supported and Effects Log",
            "0 SMART Log per Namespace"),
        ["elpe"] = new(8, "7:0 Error Log Page Entries (zero-based)"),
        ["npss"] = new(8, "7:0 Number of Power States (zero-based)"),
        ["avscc"] = new(8, "0 Vendor Specific Admin Commands as the vendor defines/Vendor Specific Admin Commands in the standard format"),
        ["apsta"] = new(8, "0 Autonomous Power State Transitions"),
        ["rpmbs"] = new(32, "31:24 Access Size", "23:16 Total Size", "5:3 Authentication Method", "2:0 Number of RPMB Units"),
        ["dsto"] = new(8, "0 One Self-test per Controller/One Self-test per NVM Subsystem"),
        ["hctma"] = new(16, "0 Host Controlled Thermal Management"),
        ["sanicap"] = new(
            32, "31:30 Media modification after sanitize not defined/Media not modified after sanitize/Media modified after sanitize", "29 No-Deallocate honoured/No-Deallocate inhibited", "2 Overwrite", "1 Block Erase",
            "0 Crypto Erase"),
        ["anacap"] = new(8, "7 Non-zero Group Id in Namespace Management", "6 Group Id may change/Group Id does not change", "4 ANA Change", "3 ANA Persistent Loss", "2 ANA Inaccessible", "1 ANA Non-Optimized", "0 ANA Optimized"),
        ["sqes"] = new(8, "7:4 Largest Submission Queue Entry (log2)", "3:0 Required Submission Queue Entry (log2)"),
        ["cqes"] = new(8, "7:4 Largest Completion Queue Entry (log2)", "3:0 Required Completion Queue Entry (log2)"),
        ["oncs"] = new(
            16, "8 Copy", "7 Verify", "6 Timestamp", "5 Reservations", "4 Save and Select of Features", "3 Write Zeroes", "2 Dataset Management", "1 Write Uncorrectable", "0 Compare"),
        ["fuses"] = new(16, "0 Fused Compare and Write"),
        ["fna"] = new(
            8, "3 Format with NSID FFFFFFFFh possible/Format with NSID FFFFFFFFh not possible", "2 Cryptographic Erase", "1 Secure Erase of single namespaces/Secure Erase of all namespaces",
            "0 Format of single namespaces/Format of all namespaces"),
        ["vwc"] = new(8, "2:1 Flush with NSID FFFFFFFFh not reported/Reserved/Flush with NSID FFFFFFFFh not possible/Flush with NSID FFFFFFFFh possible", "0 Volatile Write Cache absent/Volatile Write Cache present"),
        ["icsvscc"] = new(8, "0 Vendor Specific NVM Commands as the vendor defines/Vendor Specific NVM Commands in the standard format"),
        ["nwpc"] = new(8, "2 Permanent Write Protect", "1 Write Protect Until Power Cycle", "0 Write Protect"),
        ["ocfs"] = new(16, "1 Copy Format 1h", "0 Copy Format 0h"),
        ["sgls"] = new(
            32, "21 Transport SGL Data Block", "20 Address as Offset", "19 Metadata Pointer to an SGL", "18 SGL longer than the data", "17 Byte-aligned Metadata", "16 Bit Bucket", "15:8 Descriptor Threshold",
            "2 Keyed SGL Data Block", "1:0 SGLs not supported/SGLs supported, any alignment/SGLs supported, dword alignment"),
        ["fcatt"] = new(8, "0 Dynamic Controller Model/Static Controller Model"),
        ["ofcs"] = new(16, "0 Disconnect"),
    };

    /// <summary>Of Identify Namespace.</summary>
    internal static IReadOnlyDictionary<string, NvmeBits> Namespace { get; } = new Dictionary<string, NvmeBits>(StringComparer.Ordinal)
    {
        ["nsfeat"] = new(8, "4 NPWG, NPWA, NPDG, NPDA and NOWS", "3 NGUID and EUI64 may be used again/NGUID and EUI64 are never used again", "2 Error for Deallocated Blocks", "1 NAWUN, NAWUPF and NACWU", "0 Thin Provisioning"),
        ["flbas"] = new(8, "6:5 Format Index, high bits", "4 Metadata in a separate buffer/Metadata behind each block", "3:0 Format Index, low bits"),
        ["mc"] = new(8, "1 Metadata in a separate buffer", "0 Metadata behind each block"),
        ["dpc"] = new(8, "4 Protection Information in the last 8 bytes", "3 Protection Information in the first 8 bytes", "2 Protection Type 3", "1 Protection Type 2", "0 Protection Type 1"),
        ["dps"] = new(8, "3 Protection Information in the last 8 bytes/Protection Information in the first 8 bytes", "2:0 Protection disabled/Protection Type 1/Protection Type 2/Protection Type 3"),
        ["nmic"] = new(8, "0 Private to one controller/Shared by several controllers"),
        ["rescap"] = new(
            8, "7 Ignore Existing Key as of 1.2.1 or earlier/Ignore Existing Key as of 1.3 or later", "6 Exclusive Access - All Registrants", "5 Write Exclusive - All Registrants", "4 Exclusive Access - Registrants Only",
            "3 Write Exclusive - Registrants Only", "2 Exclusive Access", "1 Write Exclusive", "0 Persist Through Power Loss"),
        ["fpi"] = new(8, "7 Format Progress Indicator", "6:0 Percent of the format that is left"),
        ["dlfeat"] = new(8, "4 Guard of deallocated blocks FFFFh/Guard of deallocated blocks is their CRC", "3 Deallocate in Write Zeroes", "2:0 Deallocated blocks read as anything/Deallocated blocks read as 00h/Deallocated blocks read as FFh"),
        ["nsattr"] = new(8, "0 Not write protected/Write protected"),
    };

    /// <summary>Of Identify Namespace of the zoned command set.</summary>
    internal static IReadOnlyDictionary<string, NvmeBits> Zoned { get; } = new Dictionary<string, NvmeBits>(StringComparer.Ordinal)
    {
        ["zoc"] = new(16, "1 Zone Active Excursions", "0 Variable Zone Capacity"),
        ["ozcs"] = new(16, "1 Zone Random Write Area", "0 Reads across zone boundaries"),
        ["zrwacap"] = new(8, "0 Explicit ZRWA Flush"),
    };
}
