using System;
using System.Buffers.Binary;
using System.Globalization;
using System.IO;
using CosmosNvme.Nvme;

namespace CosmosNvme.Shell.Commands;

/// <summary>What the value of a feature means. NVMe Base 1.4 §5.21.1.</summary>
internal static class NvmeFeatureMeanings
{
    /// <summary>Prints it, a line for each part.</summary>
    internal static void Print(TextWriter output, FeatureIdentifier feature, uint value, ReadOnlySpan<byte> data)
    {
        Lines lines = new(output);
        switch (feature)
        {
            case FeatureIdentifier.Arbitration:
                lines.Add("High Priority Weight   (HPW)", (value >> 24) + 1);
                lines.Add("Medium Priority Weight (MPW)", ((value >> 16) & 0xff) + 1);
                lines.Add("Low Priority Weight    (LPW)", ((value >> 8) & 0xff) + 1);
                lines.Add("Arbitration Burst       (AB)", (value & 7) == 7 ? "No limit" : Text(1u << (int)(value & 7)));
                break;
            case FeatureIdentifier.PowerManagement:
                lines.Add("Workload Hint (WH)", (value >> 5) & 7);
                lines.Add("Power State   (PS)", value & 0x1f);
                break;
            case FeatureIdentifier.TemperatureThreshold:
                lines.Add("Threshold Type Select         (THSEL)", ((value >> 20) & 3) switch { 0 => "0 - over temperature", 1 => "1 - under temperature", _ => "reserved" });
                lines.Add("Threshold Temperature Select (TMPSEL)", ((value >> 16) & 0xf) switch { 0 => "0 - composite temperature", 0xf => "15 - all sensors", uint sensor => $"{sensor} - sensor {sensor}" });
                lines.Add("Temperature Threshold         (TMPTH)", NvmeNumbers.Temperature(value & 0xffff));
                break;
            case FeatureIdentifier.ErrorRecovery:
                lines.Add("Deallocated or Unwritten Logical Block Error Enable (DULBE)", YesOrNo(value >> 16));
                lines.Add("Time Limited Error Recovery                          (TLER)", Text((value & 0xffff) * 100) + " ms");
                break;
            case FeatureIdentifier.VolatileWriteCache:
                lines.Add("Volatile Write Cache Enable (WCE)", (value & 1) != 0 ? "Enabled" : "Disabled");
                break;
            case FeatureIdentifier.NumberOfQueues:
                lines.Add("Number of IO Completion Queues Allocated (NCQA)", (value >> 16) + 1);
                lines.Add("Number of IO Submission Queues Allocated (NSQA)", (value & 0xffff) + 1);
                break;
            case FeatureIdentifier.InterruptCoalescing:
                lines.Add("Aggregation Time     (TIME)", Text(((value >> 8) & 0xff) * 100) + " usec");
                lines.Add("Aggregation Threshold (THR)", (value & 0xff) + 1);
                break;
            case FeatureIdentifier.InterruptVector:
                lines.Add("Coalescing Disable (CD)", YesOrNo(value >> 16));
                lines.Add("Interrupt Vector   (IV)", value & 0xffff);
                break;
            case FeatureIdentifier.WriteAtomicity:
                lines.Add("Disable Normal (DN)", YesOrNo(value));
                break;
            case FeatureIdentifier.AsynchronousEvents:
                PrintEvents(lines, value);
                break;
            case FeatureIdentifier.Timestamp when data.Length >= sizeof(ulong):
                PrintTime(lines, BinaryPrimitives.ReadUInt64LittleEndian(data));
                break;
            case FeatureIdentifier.KeepAlive:
                lines.Add("Keep Alive Timeout (KATO)", Text(value) + " ms");
                break;
            case FeatureIdentifier.HostThermalManagement:
                lines.Add("Thermal Management Temperature 1 (TMT1)", NvmeNumbers.Temperature(value >> 16));
                lines.Add("Thermal Management Temperature 2 (TMT2)", NvmeNumbers.Temperature(value & 0xffff));
                break;
            case FeatureIdentifier.HostBehavior when data.Length > 0:
                lines.Add("Advanced Command Retry Enable (ACRE)", YesOrNo(data[0]));
                break;
            case FeatureIdentifier.CommandSetProfile:
                lines.Add("I/O Command Set Combination Index (IOCSCI)", value & 0x1ff);
                break;
            case FeatureIdentifier.SoftwareProgress:
                lines.Add("Pre-boot Software Load Count (PBSLC)", value & 0xff);
                break;
            case FeatureIdentifier.WriteProtection:
                lines.Add("Write Protection State", (value & 7) switch { 0 => "none", 1 => "write protected", 2 => "until power cycle", 3 => "permanent", _ => "reserved" });
                break;
            default:
                NvmeHexDump.Print(output, data);
                break;
        }
    }

    private static void PrintEvents(Lines lines, uint value)
    {
        (int Bit, string Name)[] events =
        [
            (31, "Discovery Log Page Change"), (27, "Zone Descriptor Changed"), (14, "Endurance Group Event Aggregate Log Change"), (13, "LBA Status Information"), (12, "Predictable Latency Event Aggregate Log Change"),
            (11, "Asymmetric Namespace Access Change"), (10, "Telemetry Log"), (9, "Firmware Activation"), (8, "Namespace Attribute"),
        ];
        foreach ((int bit, string name) in events)
        {
            lines.Add($"{name + " Notices",-56}", (value & (1u << bit)) != 0 ? "Sent" : "Not sent");
        }

        lines.Add($"{"SMART / Health Critical Warnings",-56}", NvmeNumbers.Hex(value & 0xff));
    }

    // Milliseconds since 1970 in 48 bits, then where they come from.
    private static void PrintTime(Lines lines, ulong value)
    {
        const ulong LastMillisecond = 253_402_300_799_999;
        ulong milliseconds = value & 0xffff_ffff_ffff;
        string time = milliseconds <= LastMillisecond
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds).ToString("yyyy-MM-dd HH:mm:ss.fff 'UTC'", CultureInfo.InvariantCulture)
            : "out of range";
        lines.Add("Timestamp", $"{Text((long)milliseconds)} ({time})");
        lines.Add("Origin", ((value >> 49) & 7) switch { 0 => "cleared by a reset", 1 => "set by Set Features", _ => "reserved" });
        lines.Add("Synch", ((value >> 48) & 1) == 0 ? "counted without a stop" : "may have stood still");
    }

    private static string YesOrNo(uint value) => (value & 1) != 0 ? "True" : "False";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private readonly struct Lines(TextWriter output)
    {
        internal void Add(string name, string text) => output.WriteLine($"\t{name}: {text}");

        internal void Add(string name, uint number) => Add(name, Text(number));
    }
}
