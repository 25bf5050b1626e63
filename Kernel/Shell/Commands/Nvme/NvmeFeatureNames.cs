using System.Globalization;

namespace CosmosNvme.Shell.Commands;

/// <summary>Names of features. NVMe Base 2.0 §5.27.1.</summary>
internal static class NvmeFeatureNames
{
    /// <summary>The name of a feature.</summary>
    internal static string Of(byte feature) => feature switch
    {
        0x01 => "Arbitration",
        0x02 => "Power Management",
        0x03 => "LBA Range Type",
        0x04 => "Temperature Threshold",
        0x05 => "Error Recovery",
        0x06 => "Volatile Write Cache",
        0x07 => "Number of Queues",
        0x08 => "Interrupt Coalescing",
        0x09 => "Interrupt Vector Configuration",
        0x0a => "Write Atomicity Normal",
        0x0b => "Async Event Configuration",
        0x0c => "Autonomous Power State Transition",
        0x0d => "Host Memory Buffer",
        0x0e => "Timestamp",
        0x0f => "Keep Alive Timer",
        0x10 => "Host Controlled Thermal Management",
        0x11 => "Non-Operational Power State Config",
        0x12 => "Read Recovery Level Config",
        0x13 => "Predictable Latency Mode Config",
        0x14 => "Predictable Latency Mode Window",
        0x15 => "LBA Status Information Attributes",
        0x16 => "Host Behavior",
        0x17 => "Sanitize Config",
        0x18 => "Endurance Group Event Configuration",
        0x19 => "I/O Command Set Profile",
        0x80 => "Software Progress",
        0x81 => "Host Identifier",
        0x82 => "Reservation Notification Mask",
        0x83 => "Reservation Persistence",
        0x84 => "Namespace Write Protect",
        >= 0xc0 => "Vendor Specific",
        _ => string.Create(CultureInfo.InvariantCulture, $"Feature {feature:x2}h"),
    };
}
