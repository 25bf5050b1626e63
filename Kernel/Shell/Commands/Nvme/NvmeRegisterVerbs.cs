using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace CosmosNvme.Shell.Commands;

/// <summary>The verb that shows a controller's registers.</summary>
internal static class NvmeRegisterVerbs
{
    /// <summary>The verbs.</summary>
    internal static IEnumerable<NvmeVerb> All { get; } = [new("show-regs", "The registers of a controller", Show, "output-format|o=FMT", "human-readable|H")];

    private static int Show(NvmeCall call)
    {
        (string Name, ulong Value)[] registers = call.Controller.ReadRegisters().Select(register => (register.Name.ToLowerInvariant(), register.Value)).ToArray();
        NvmeFields fields = new(0);
        foreach ((string name, ulong value) in registers)
        {
            fields.Number(name, value);
        }

        if (call.IsJson)
        {
            fields.PrintJson(call.Output);
            return 0;
        }

        foreach ((string name, ulong value) in registers)
        {
            call.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(name == "vs" ? "version" : name),-8}: {value:x}"));
            if (call.IsHuman)
            {
                Explain(call.Output, name, value);
            }
        }

        return 0;
    }

    private static void Explain(TextWriter output, string name, ulong value)
    {
        (string Text, string Value)[] lines = name switch
        {
            "cap" =>
            [
                ("Controller Ready Independent of Media (CRMS.CRIMS)", YesOrNo(value >> 60)), ("Controller Ready With Media (CRMS.CRWMS)", YesOrNo(value >> 59)), ("NVM Subsystem Shutdown (NSSS)", YesOrNo(value >> 58)),
                ("Controller Memory Buffer (CMBS)", YesOrNo(value >> 57)), ("Persistent Memory Region (PMRS)", YesOrNo(value >> 56)), ("Memory Page Size Maximum (MPSMAX)", PageBytes(value >> 52)),
                ("Memory Page Size Minimum (MPSMIN)", PageBytes(value >> 48)), ("Boot Partitions (BPS)", YesOrNo(value >> 45)), ("NVM command set (CSS bit 0)", YesOrNo(value >> 37)),
                ("Several I/O command sets (CSS bit 6)", YesOrNo(value >> 43)), ("No I/O command set (CSS bit 7)", YesOrNo(value >> 44)), ("NVM Subsystem Reset (NSSRS)", YesOrNo(value >> 36)),
                ("Doorbell Stride (DSTRD)", Number(4UL << (int)((value >> 32) & 15), "bytes")), ("Timeout (TO)", Number(((value >> 24) & 0xff) * 500, "ms")), ("Weighted Round Robin (AMS bit 0)", YesOrNo(value >> 17)),
                ("Contiguous Queues Required (CQR)", YesOrNo(value >> 16)), ("Maximum Queue Entries (MQES)", Number((value & 0xffff) + 1, string.Empty)),
            ],
            "vs" => [("NVMe specification", new Nvme.NvmeVersion((uint)value).ToString())],
            "cc" =>
            [
                ("Completion Queue Entry Size (IOCQES)", Number(1UL << (int)((value >> 20) & 15), "bytes")), ("Submission Queue Entry Size (IOSQES)", Number(1UL << (int)((value >> 16) & 15), "bytes")),
                ("Shutdown Notification (SHN)", ((value >> 14) & 3) switch { 0 => "none", 1 => "normal", 2 => "abrupt", _ => "reserved" }), ("Arbitration (AMS)", ((value >> 11) & 7) == 0 ? "round robin" : "other"),
                ("Memory Page Size (MPS)", PageBytes(value >> 7)), ("I/O Command Set (CSS)", ((value >> 4) & 7) switch { 0 => "NVM", 6 => "all that are supported", 7 => "none", _ => "reserved" }), ("Enable (EN)", YesOrNo(value)),
            ],
            "csts" =>
            [
                ("Processing Paused (PP)", YesOrNo(value >> 5)), ("NVM Subsystem Reset Occurred (NSSRO)", YesOrNo(value >> 4)),
                ("Shutdown Status (SHST)", ((value >> 2) & 3) switch { 0 => "normal operation", 1 => "shutdown in progress", 2 => "shutdown complete", _ => "reserved" }), ("Controller Fatal Status (CFS)", YesOrNo(value >> 1)),
                ("Ready (RDY)", YesOrNo(value)),
            ],
            "aqa" => [("Admin Completion Queue Size (ACQS)", Number(((value >> 16) & 0xfff) + 1, string.Empty)), ("Admin Submission Queue Size (ASQS)", Number((value & 0xfff) + 1, string.Empty))],
            "crto" => [("Ready Independent of Media (CRIMT)", Number(((value >> 16) & 0xffff) * 500, "ms")), ("Ready With Media (CRWMT)", Number((value & 0xffff) * 500, "ms"))],
            _ => [],
        };
        foreach ((string text, string meaning) in lines)
        {
            output.WriteLine($"\t{text,-52}: {meaning}");
        }

        output.WriteLine();
    }

    private static string YesOrNo(ulong bit) => (bit & 1) != 0 ? "Yes" : "No";

    private static string PageBytes(ulong exponent) => Number(4096UL << (int)(exponent & 15), "bytes");

    private static string Number(ulong number, string unit) => string.Create(CultureInfo.InvariantCulture, $"{number} {unit}").TrimEnd();
}
