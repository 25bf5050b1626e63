using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text.Json;
using CosmosNvme.Nvme;

namespace CosmosNvme.Shell.Commands;

/// <summary>The verbs that show log pages about commands, self-tests and sanitize operations.</summary>
internal static class NvmeStateLogVerbs
{
    private static readonly string[] s_results =
    [
        "completed without error", "aborted by a Device Self-test command", "aborted by a controller level reset", "aborted by removal of the namespace", "aborted by Format NVM",
        "fatal error, not completed", "completed, a segment that is not known failed", "completed, segments failed", "aborted for unknown reasons", "aborted by a sanitize operation",
    ];

    private static readonly string[] s_sanitizeStates =
    [
        "NVM Subsystem has never been sanitized.", "Most Recent Sanitize Command Completed Successfully.", "Sanitize in Progress.", "Most Recent Sanitize Command Failed.",
        "Most Recent Sanitize Command (No-Deallocate After Sanitize) Completed Successfully.",
    ];

    /// <summary>The verbs.</summary>
    internal static IEnumerable<NvmeVerb> All { get; } =
    [
        new("effects-log", "Commands that a controller has, and their effects", Effects, "output-format|o=FMT", "human-readable|H", "raw-binary|b", "csi|c=NUM"),
        new("self-test-log", "Results of self-tests", SelfTests, "dst-entries|e=NUM", "output-format|o=FMT", "verbose|v"),
        new("sanitize-log", "State of a sanitize operation", Sanitize, "rae|r", "output-format|o=FMT", "raw-binary|b", "human-readable|H"),
    ];

    private static int Effects(NvmeCall call)
    {
        byte set = (byte)call.Number32("csi", most: 255);
        List<(byte Set, EffectsLog Log)> logs = [];
        if (!call.Has("csi") && call.Commands.ReadEffects(2, out EffectsLog? zoned).IsSuccess)
        {
            logs.Add((2, zoned!));
        }

        call.Check(call.Commands.ReadEffects(set, out EffectsLog? log));
        logs.Add((set, log!));
        if (call.IsBinary)
        {
            call.Context.WriteBytes(log!.Data);
            return 0;
        }

        if (call.IsJson)
        {
            NvmeFields.WriteJson(call.Output, json =>
            {
                json.WriteStartArray();
                logs.ForEach(item => Write(json, item.Set, item.Log));
                json.WriteEndArray();
            });
            return 0;
        }

        foreach ((byte number, EffectsLog effects) in logs)
        {
            string name = number switch
            {
                0 => "NVM",
                2 => "ZNS",
                _ => string.Create(CultureInfo.InvariantCulture, $"{number:x2}h"),
            };
            call.Output.WriteLine($"{name} Command Set Log Page");
            call.Output.WriteLine(new string('-', 80));
            call.Output.WriteLine("Admin Commands");
            Print(call, isAdmin: true, effects.OfAdminCommand);
            call.Output.WriteLine();
            call.Output.WriteLine("I/O Commands");
            Print(call, isAdmin: false, effects.OfIoCommand);
            call.Output.WriteLine();
        }

        return 0;
    }

    private static void Print(NvmeCall call, bool isAdmin, Func<byte, CommandEffects> effectsOf)
    {
        for (int opcode = 0; opcode < 256; opcode++)
        {
            CommandEffects effects = effectsOf((byte)opcode);
            if (effects.Value == 0)
            {
                continue;
            }

            string line = string.Create(CultureInfo.InvariantCulture, $"{(isAdmin ? "ACS" : "IOCS")}{opcode,-5} [{NvmeCommandNames.Of((byte)opcode, isAdmin),-32}] {effects.Value:x8}");
            call.Output.WriteLine(call.IsHuman ? line + Meaning(effects) : line);
        }
    }

    private static string Meaning(CommandEffects effects)
    {
        string restriction = effects.Restriction switch
        {
            0 => "No command restriction",
            1 => "No other command for same namespace",
            2 => "No other command for any namespace",
            _ => "Reserved CSE",
        };
        return $"  CSUPP{Sign(effects.IsSupported)}  LBCC{Sign(effects.ChangesContent)}  NCC{Sign(effects.ChangesNamespaceCapabilities)}  NIC{Sign(effects.ChangesNamespaceInventory)}"
            + $"  CCC{Sign(effects.ChangesControllerCapabilities)}  USS{Sign(effects.TakesUuid)}  {restriction}";
    }

    private static char Sign(bool isSet) => isSet ? '+' : '-';

    private static void Write(Utf8JsonWriter json, byte set, EffectsLog log)
    {
        NvmeFields admin = new(0);
        NvmeFields io = new(0);
        for (int opcode = 0; opcode < 256; opcode++)
        {
            Add(admin, "ACS", opcode, isAdmin: true, log.OfAdminCommand((byte)opcode));
            Add(io, "IOCS", opcode, isAdmin: false, log.OfIoCommand((byte)opcode));
        }

        new NvmeFields(0).Number("command_set_identifier", set).Custom("admin_cmd_set", null, admin.WriteObject).Custom("io_cmd_set", null, io.WriteObject).WriteObject(json);
    }

    private static void Add(NvmeFields fields, string prefix, int opcode, bool isAdmin, CommandEffects effects)
    {
        if (effects.Value != 0)
        {
            fields.Number(string.Create(CultureInfo.InvariantCulture, $"{prefix}_{opcode} ({NvmeCommandNames.Of((byte)opcode, isAdmin)})"), effects.Value);
        }
    }

    private static int SelfTests(NvmeCall call)
    {
        call.Check(call.Commands.ReadSelfTests(out SelfTestLog? log));
        int count = (int)call.Number32("dst-entries", 20, 20);
        if (call.IsJson)
        {
            NvmeFields.WriteJson(call.Output, json =>
            {
                json.WriteStartObject();
                json.WriteNumber("Current Device Self-Test Operation", log!.Operation);
                json.WriteNumber("Current Device Self-Test Completion", log.Percent);
                json.WriteStartArray("List of Valid Reports");
                for (int index = 0; index < count; index++)
                {
                    FieldsOf(log.Result(index)).WriteObject(json);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            });
            return 0;
        }

        call.Output.WriteLine($"Device Self Test Log for NVME device:{call.Device}");
        call.Output.WriteLine($"Current operation  : {NvmeNumbers.Hex((ulong)log!.Operation)}");
        call.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Current Completion : {log.Percent}%"));
        for (int index = 0; index < count; index++)
        {
            Print(call.Output, index, log.Result(index));
        }

        return 0;
    }

    private static void Print(TextWriter output, int index, SelfTestResult result)
    {
        int code = result.Status & 0xf;
        if (code == 0xf)
        {
            return;
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Self Test Result[{index}]:"));
        output.WriteLine($"  Operation Result             : {NvmeNumbers.Hex((ulong)code)} {(code < s_results.Length ? s_results[code] : "reserved")}");
        output.WriteLine($"  Self Test Code               : {result.Status >> 4:x}");
        output.WriteLine($"  Valid Diagnostic Information : {NvmeNumbers.Hex(result.ValidFields)}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  Power on hours (POH)         : {NvmeNumbers.Hex(result.PowerOnHours)}"));
        if (code == 7)
        {
            output.WriteLine($"  Segment Number               : {NvmeNumbers.Hex(result.Segment)}");
        }

        PrintIf(output, result, 0, "Namespace Identifier        ", result.NamespaceId);
        PrintIf(output, result, 1, "Failing LBA                 ", result.FailingBlock);
        PrintIf(output, result, 2, "Status Code Type            ", result.StatusType);
        PrintIf(output, result, 3, "Status Code                 ", result.StatusCode);
        output.WriteLine($"  Vendor Specific              : {NvmeNumbers.Hex((ulong)result.VendorSpecific & 0xff)} {NvmeNumbers.Hex((ulong)result.VendorSpecific >> 8)}");
    }

    private static void PrintIf(TextWriter output, SelfTestResult result, int bit, string name, ulong value)
    {
        if ((result.ValidFields & (1 << bit)) != 0)
        {
            output.WriteLine($"  {name} : {NvmeNumbers.Hex(value)}");
        }
    }

    private static NvmeFields FieldsOf(SelfTestResult result)
    {
        NvmeFields fields = new NvmeFields(0).Number("Self test result", (ulong)result.Status & 0xf);
        if ((result.Status & 0xf) == 0xf)
        {
            return fields;
        }

        fields.Number("Self test code", (ulong)result.Status >> 4).Number("Segment number", result.Segment).Number("Valid Diagnostic Information", result.ValidFields).Number("Power on hours", result.PowerOnHours);
        (string Name, ulong Value)[] optional =
            [("Namespace Identifier", result.NamespaceId), ("Failing LBA", result.FailingBlock), ("Status Code Type", result.StatusType), ("Status Code", result.StatusCode)];
        for (int bit = 0; bit < optional.Length; bit++)
        {
            if ((result.ValidFields & (1 << bit)) != 0)
            {
                fields.Number(optional[bit].Name, optional[bit].Value);
            }
        }

        return fields.Number("Vendor Specific", result.VendorSpecific);
    }

    private static int Sanitize(NvmeCall call)
    {
        call.Check(call.Commands.ReadSanitize(call.Has("rae"), out SanitizeLog? log));
        if (call.IsJson)
        {
            int state = log!.Status & 7;
            NvmeFields status = new NvmeFields(0).Number("global_erased", (ulong)(log.Status >> 8) & 1).Number("no_cmplted_passes", (ulong)(log.Status >> 3) & 0x1f)
                .Text("status", string.Create(CultureInfo.InvariantCulture, $"({state}) {(state < s_sanitizeStates.Length ? s_sanitizeStates[state] : "Unknown")}"));
            NvmeFields about = new NvmeFields(0).Number("sprog", log.Progress).Custom("sstat", null, status.WriteObject).Number("cdw10_info", log.CommandDword10)
                .Number("time_over_write", log.OverwriteSeconds).Number("time_block_erase", log.BlockEraseSeconds).Number("time_crypto_erase", log.CryptoEraseSeconds)
                .Number("time_over_write_no_dealloc", log.OverwriteKeepSeconds).Number("time_block_erase_no_dealloc", log.BlockEraseKeepSeconds).Number("time_crypto_erase_no_dealloc", log.CryptoEraseKeepSeconds);
            new NvmeFields(0).Custom(call.Device, null, about.WriteObject).PrintJson(call.Output);
            return 0;
        }

        NvmeFields fields = new NvmeFields(47, s_sanitize)
            .Number("Sanitize Progress                      (SPROG)", log!.Progress)
            .Hex("Sanitize Status                        (SSTAT)", log.Status)
            .Hex("Sanitize Command Dword 10 Information (SCDW10)", log.CommandDword10);
        Estimate(fields, "Overwrite", log.OverwriteSeconds);
        Estimate(fields, "Block Erase", log.BlockEraseSeconds);
        Estimate(fields, "Crypto Erase", log.CryptoEraseSeconds);
        Estimate(fields, "Overwrite (No-Deallocate)", log.OverwriteKeepSeconds);
        Estimate(fields, "Block Erase (No-Deallocate)", log.BlockEraseKeepSeconds);
        Estimate(fields, "Crypto Erase (No-Deallocate)", log.CryptoEraseKeepSeconds);
        if (call.IsBinary)
        {
            call.Context.WriteBytes(log.Data);
            return 0;
        }

        fields.Print(call.Output, call.IsHuman);
        return 0;
    }

    private static void Estimate(NvmeFields fields, string what, uint seconds) =>
        fields.Shown($"Estimated Time For {what}", seconds, seconds == uint.MaxValue ? $"{seconds} (No time period reported)" : seconds.ToString(CultureInfo.InvariantCulture));

    private static readonly Dictionary<string, NvmeBits> s_sanitize = new(StringComparer.Ordinal)
    {
        ["Sanitize Status                        (SSTAT)"] = new(
            16, "8 Data written since the last sanitize/No data written since the last sanitize", "7:3 Overwrite passes done",
            "2:0 Never sanitized/Last sanitize succeeded/Sanitize in progress/Last sanitize failed/Last sanitize succeeded without deallocation"),
    };
}
