using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using CosmosNvme.Nvme;

namespace CosmosNvme.Shell.Commands;

/// <summary>The verbs for zoned namespaces: <c>nvme zns ...</c>.</summary>
internal static class NvmeZoneVerbs
{
    private const int MostChangedZones = 511;

    private static readonly string[] s_one = ["namespace-id|n=NUM", "start-lba|s=NUM", "select-all|a", "timeout|t=NUM"];

    /// <summary>The verbs.</summary>
    internal static IEnumerable<NvmeVerb> All { get; } =
    [
        new("zns id-ctrl", "What the zoned command set adds about a controller", IdentifyController, "output-format|o=FMT"),
        new("zns id-ns", "What it adds about a namespace", IdentifyNamespace, "namespace-id|n=NUM", "vendor-specific|v", "output-format|o=FMT", "human-readable|H"),
        new("zns report-zones", "The zones and their states", Report, "namespace-id|n=NUM", "start-lba|s=NUM", "descs|d=NUM", "state|S=NUM", "output-format|o=FMT", "verbose|v", "extended|e", "partial|p"),
        new("zns open-zone", "Opens a zone", call => Send(call, ZoneAction.Open), [.. s_one, "zrwaa|r"]),
        new("zns close-zone", "Closes a zone", call => Send(call, ZoneAction.Close), s_one),
        new("zns finish-zone", "Makes a zone full", call => Send(call, ZoneAction.Finish), [.. s_one, "force"]),
        new("zns reset-zone", "Empties a zone: its data is lost", call => Send(call, ZoneAction.Reset), [.. s_one, "force"]),
        new("zns offline-zone", "Takes a zone out of use", call => Send(call, ZoneAction.Offline), [.. s_one, "force"]),
        new(
            "zns zone-mgmt-send", "Sends any zone action", call => Send(call, (ZoneAction)call.Number32("zsa", most: 255)), [.. s_one, "zsa|z=NUM", "zsaso|o", "data-len|l=NUM", "data|d=FILE", "force"]),
        new("zns zone-append", "Writes behind what is in a zone", Append, "namespace-id|n=NUM", "zslba|s=NUM", "data-size|z=NUM", "data|d=FILE", "limited-retry|l", "force-unit-access|f", "latency|t"),
        new("zns set-zone-desc", "Gives a zone a descriptor extension", SetDescriptor, "namespace-id|n=NUM", "start-lba|s=NUM", "zrwaa|r", "data|d=FILE", "timeout|t=NUM"),
        new("zns zrwa-flush-zone", "Makes what is in a zone's random write area part of the zone", FlushRandomWriteArea, "namespace-id|n=NUM", "lba|l=NUM", "timeout|t=NUM"),
        new("zns zone-mgmt-recv", "Receives any zone report as bytes", Receive, "namespace-id|n=NUM", "start-lba|s=NUM", "zra|z=NUM", "zrasf|S=NUM", "partial|p", "data-len|l=NUM", "output-format|o=FMT"),
        new("zns list", "The zoned namespaces of all controllers", List) { IsWithoutDevice = true },
        new("zns changed-zone-list", "Zones that have changed", ChangedZones, "namespace-id|n=NUM", "output-format|o=FMT", "rae|r"),
    ];

    private static ZoneCommands ZonesOf(NvmeCall call)
    {
        call.Check(call.Commands.Zones(call.Namespace, out ZoneCommands? zones));
        return zones!;
    }

    private static int IdentifyController(NvmeCall call)
    {
        byte[] data = new byte[4096];
        call.Check(call.Commands.Identify(IdentifyTarget.CommandSetController, 0, data, commandSet: 2));
        NvmeFields fields = new NvmeFields(8).Number("zasl", data[0]);
        if (call.IsJson)
        {
            fields.PrintJson(call.Output);
            return 0;
        }

        call.Output.WriteLine("NVMe ZNS Identify Controller:");
        fields.Print(call.Output, showsBits: false);
        return 0;
    }

    private static int IdentifyNamespace(NvmeCall call)
    {
        call.Check(call.Commands.ReadNamespace(call.Namespace, out IdentifyNamespace? common));
        call.Check(ZonesOf(call).ReadIdentify(out IdentifyZonedNamespace? identify));
        NvmeFields fields = new NvmeFields(8, NvmeIdentifyBits.Zoned)
            .Hex("zoc", identify!.OperationCharacteristics).Hex("ozcs", identify.OptionalCommands);
        Limit(fields, "mar", identify.MaximumActive);
        Limit(fields, "mor", identify.MaximumOpen);
        fields.Hex("rrl", identify.ResetLimit).Hex("frl", identify.FinishLimit).Hex("rrl1", identify.ResetLimit1).Hex("rrl2", identify.ResetLimit2).Hex("rrl3", identify.ResetLimit3)
            .Hex("frl1", identify.FinishLimit1).Hex("frl2", identify.FinishLimit2).Hex("frl3", identify.FinishLimit3)
            .Hex("numzrwa", identify.RandomWriteAreas).Hex("zrwafg", identify.RandomWriteGranularity).Hex("zrwasz", identify.RandomWriteBlocks).Hex("zrwacap", identify.RandomWriteCapabilities)
            .Custom("lbafe", text => PrintExtensions(text, common!, identify), json => WriteExtensions(json, common!, identify));
        if (call.IsJson)
        {
            fields.PrintJson(call.Output);
            return 0;
        }

        call.Output.WriteLine("ZNS Command Set Identify Namespace:");
        fields.Print(call.Output, call.IsHuman);
        if (call.Has("vendor-specific"))
        {
            call.Output.WriteLine("vs[]:");
            NvmeHexDump.Print(call.Output, identify.Data[3840..]);
        }

        return 0;
    }

    // Programs get -1 where there is no limit, as nvme-cli has it.
    private static void Limit(NvmeFields fields, string name, uint value) =>
        fields.Custom(name, text => text.WriteLine($"{name,-8}: {NvmeNumbers.Hex(value)}"), json => json.WriteNumberValue((int)value));

    private static void PrintExtensions(TextWriter text, IdentifyNamespace common, IdentifyZonedNamespace identify)
    {
        for (int index = 0; index < common.FormatCount; index++)
        {
            (ulong blocks, byte units) = identify.Extension(index);
            text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"lbafe {index,2}: zsze:{NvmeNumbers.Hex(blocks)} zdes:{units}{(index == common.FormatIndex ? " (in use)" : string.Empty)}"));
        }
    }

    private static void WriteExtensions(Utf8JsonWriter json, IdentifyNamespace common, IdentifyZonedNamespace identify)
    {
        json.WriteStartArray();
        for (int index = 0; index < common.FormatCount; index++)
        {
            (ulong blocks, byte units) = identify.Extension(index);
            new NvmeFields(0).Number("zsze", blocks).Number("zdes", units).WriteObject(json);
        }

        json.WriteEndArray();
    }

    private static int Report(NvmeCall call)
    {
        // With --partial a report's header counts the reported zones only; printed is the count of all in any case, as nvme-cli does it.
        bool isExtended = call.Has("extended");
        ZoneState[] states =
            [ZoneState.None, ZoneState.Empty, ZoneState.ImplicitlyOpened, ZoneState.ExplicitlyOpened, ZoneState.Closed, ZoneState.Full, ZoneState.ReadOnly, ZoneState.Offline];
        ZoneState state = states[call.Number32("state", most: (uint)states.Length - 1)];
        int limit = (int)call.Number32("descs", int.MaxValue, int.MaxValue);
        ZoneCommands commands = ZonesOf(call);
        ulong start = call.Number("start-lba");
        call.Check(commands.ReportZones(start, Math.Max(limit, 1), state, isExtended, out IReadOnlyList<ZoneDescriptor> zones, out ulong total));
        if (start != 0)
        {
            // The number is that of the namespace, wherever the list begins.
            call.Check(commands.ReportZones(0, 1, state, isExtended: false, out _, out total));
        }

        if (call.IsJson)
        {
            NvmeFields.WriteJson(call.Output, json =>
            {
                json.WriteStartObject();
                json.WriteNumber("nr_zones", total);
                json.WriteStartArray("zone_list");
                foreach (ZoneDescriptor zone in zones)
                {
                    NvmeFields fields = new NvmeFields(0).Number("slba", zone.Start).Number("wp", zone.WritePointer).Number("cap", zone.Capacity)
                        .Text("state", NameOf(zone.State)).Text("type", TypeOf(zone)).Number("attrs", zone.Attributes);
                    AddExtension(fields, zone).WriteObject(json);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            });
            return 0;
        }

        call.Output.WriteLine($"nr_zones: {total}");
        foreach (ZoneDescriptor zone in zones)
        {
            string place = $"SLBA: {NvmeNumbers.Hex(zone.Start),-10} WP: {NvmeNumbers.Hex(zone.WritePointer),-10} Cap: {NvmeNumbers.Hex(zone.Capacity),-10}";
            call.Output.WriteLine(call.Has("verbose")
                ? $"{place} State: {NameOf(zone.State),-12} Type: {TypeOf(zone),-14}"
                : $"{place} State: {NvmeNumbers.Hex((ulong)zone.State << 4),-4} Type: {NvmeNumbers.Hex(zone.Type),-4} Attrs: {NvmeNumbers.Hex(zone.Attributes),-4} AttrsInfo: {NvmeNumbers.Hex(zone.AttributeInformation),-4}");
            if (call.Has("verbose"))
            {
                PrintAttributes(call.Output, zone);
            }

            if (isExtended && zone.HasExtension)
            {
                call.Output.WriteLine("Extension Data:");
                NvmeHexDump.Print(call.Output, zone.Extension.Span);
            }
        }

        return 0;
    }

    // Rows of characters, as nvme-cli has them; a zone without an extension says so.
    private static NvmeFields AddExtension(NvmeFields fields, ZoneDescriptor zone) => zone.Extension.IsEmpty ? fields
        : !zone.HasExtension ? fields.Text("ext_data", "Not valid")
        : fields.Custom("ext_data", null, json =>
        {
            json.WriteStartArray();
            NvmeHexDump.Rows(zone.Extension.Span).ForEach(json.WriteStringValue);
            json.WriteEndArray();
        });

    private static void PrintAttributes(TextWriter output, ZoneDescriptor zone)
    {
        output.WriteLine($"Attrs: Zone Descriptor Extension is {(zone.HasExtension ? string.Empty : "Not ")}Valid");
        PrintIf(output, zone, 2, $"Reset Zone Recommended with Reset Recommended Limit{Limit((zone.AttributeInformation >> 2) & 3)}");
        PrintIf(output, zone, 1, $"Finish Zone Recommended with Finish Recommended Limit{Limit(zone.AttributeInformation & 3)}");
        PrintIf(output, zone, 0, "Zone Finished by Controller");
    }

    private static void PrintIf(TextWriter output, ZoneDescriptor zone, int bit, string text)
    {
        if ((zone.Attributes & (1 << bit)) != 0)
        {
            output.WriteLine("       " + text);
        }
    }

    private static string Limit(int number) => number == 0 ? string.Empty : number.ToString(CultureInfo.InvariantCulture);

    private static string NameOf(ZoneState state) => state switch
    {
        ZoneState.Empty => "EMPTY",
        ZoneState.ImplicitlyOpened => "IMP_OPENED",
        ZoneState.ExplicitlyOpened => "EXP_OPENED",
        ZoneState.Closed => "CLOSED",
        ZoneState.ReadOnly => "READONLY",
        ZoneState.Full => "FULL",
        ZoneState.Offline => "OFFLINE",
        _ => string.Create(CultureInfo.InvariantCulture, $"UNKNOWN_{(byte)state:X}"),
    };

    private static string TypeOf(ZoneDescriptor zone) => (zone.Type & 0xf) == 2 ? "SEQWRITE_REQ" : string.Create(CultureInfo.InvariantCulture, $"UNKNOWN_{zone.Type:X}");

    private static int Send(NvmeCall call, ZoneAction action)
    {
        ZoneCommands zones = ZonesOf(call);
        ulong start = call.Number("start-lba");
        bool selectsAll = call.Has("select-all");
        string which = selectsAll ? "all zones" : $"the zone at block {start}";
        if (action is ZoneAction.Reset or ZoneAction.Finish or ZoneAction.Offline)
        {
            string what = action switch
            {
                ZoneAction.Reset => $"empties {which}; the data there is lost",
                ZoneAction.Finish => $"makes {which} full; nothing more can be written there until a reset",
                _ => $"takes {which} out of use for good",
            };
            call.Confirm(call.Namespace, what);
        }

        int length = (int)call.Number32("data-len", most: (uint)call.Commands.MaximumDataBytes);
        byte[] data = length == 0 ? [] : call.ReadData("data", length);
        call.Check(zones.Send(action, start, selectsAll, call.Has("zrwaa") || call.Has("zsaso"), call.Timeout, data));
        uint id = call.Namespace;
        int all = selectsAll ? 1 : 0;
        call.Output.WriteLine(call.Verb.Name switch
        {
            "zns open-zone" => string.Create(CultureInfo.InvariantCulture, $"zns-open-zone: Success zone slba:{start:x} nsid:{id}"),
            "zns zone-mgmt-send" => string.Create(CultureInfo.InvariantCulture, $"zone-mgmt-send: Success, action:{(byte)action} zone:{start:x} all:{all} nsid:{id}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{call.Verb.Name.Replace(' ', '-')}: Success, action:{(byte)action} zone:{start:x} all:{all} zcapc:0 nsid:{id}"),
        });
        return 0;
    }

    private static int Append(NvmeCall call)
    {
        NamespaceCommands commands = call.NamespaceCommands();
        int length = (int)call.Number32("data-size", most: (uint)call.Commands.MaximumDataBytes);
        if (length == 0 || length % commands.BlockBytes != 0)
        {
            throw new UsageException($"say how much, with --data-size: a multiple of the block size, {commands.BlockBytes}");
        }

        byte[] data = call.ReadData("data", length);
        IoFlags flags = (call.Has("force-unit-access") ? IoFlags.ForceUnitAccess : IoFlags.None) | (call.Has("limited-retry") ? IoFlags.LimitedRetry : IoFlags.None);
        NvmeAnswer answer = call.Check(ZonesOf(call).Append(call.Number("zslba"), data, flags));
        call.Output.WriteLine($"Success appended data to LBA {answer.Value:x}");
        return 0;
    }

    private static int ChangedZones(NvmeCall call)
    {
        byte[] data = new byte[4096];
        call.Check(call.Commands.ReadLog(new LogRequest((byte)LogPage.ChangedZones) { NamespaceId = call.Namespace, RetainsEvent = call.Has("rae") }, data));
        if (call.IsBinary)
        {
            call.Context.WriteBytes(data);
            return 0;
        }

        // All ones: more zones than the list has room for.
        ushort count = BitConverter.ToUInt16(data);
        ulong[] zones = count > MostChangedZones ? [] : Enumerable.Range(0, count).Select(index => BitConverter.ToUInt64(data, sizeof(ulong) * (index + 1))).ToArray();
        if (call.IsJson)
        {
            NvmeFields.WriteJson(call.Output, json => new NvmeFields(0).Number("nrzid", count).List("zids", zones.Select(zone => new NvmeFields(0).Number("zid", zone))).WriteObject(json));
            return 0;
        }

        call.Output.WriteLine("NVMe Changed Zone List:");
        call.Output.WriteLine(count > MostChangedZones ? "More zones have changed than the list has room for; 'nvme zns report-zones' shows them all" : $"nrzid:  {count}");
        for (int index = 0; index < zones.Length; index++)
        {
            call.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"zid {index:d3}: {zones[index]}"));
        }

        return 0;
    }

    private static int SetDescriptor(NvmeCall call)
    {
        const int UnitBytes = 64;
        ZoneCommands zones = ZonesOf(call);
        call.Check(call.Commands.ReadNamespace(call.Namespace, out IdentifyNamespace? common));
        call.Check(zones.ReadIdentify(out IdentifyZonedNamespace? identify));
        int length = identify!.Extension(common!.FormatIndex).ExtensionUnits * UnitBytes;
        if (length == 0)
        {
            throw new CommandFailedException("the namespace's zones have no descriptor extensions (ZDES is 0)");
        }

        ulong start = call.Number("start-lba");
        call.Check(zones.Send(ZoneAction.SetDescriptorExtension, start, takesRandomWriteArea: call.Has("zrwaa"), timeoutNanoseconds: call.Timeout, data: call.ReadData("data", length)));
        call.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"set-zone-desc: Success, zone:{start:x} nsid:{call.Namespace}"));
        return 0;
    }

    private static int FlushRandomWriteArea(NvmeCall call)
    {
        ulong last = call.Number("lba");
        call.Check(ZonesOf(call).Send(ZoneAction.FlushRandomWriteArea, last, timeoutNanoseconds: call.Timeout));
        call.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"zrwa-flush-zone: Success, lba:{last:x} nsid:{call.Namespace}"));
        return 0;
    }

    private static int Receive(NvmeCall call)
    {
        int length = (int)call.Number32("data-len", most: (uint)call.Commands.MaximumDataBytes);
        if (length == 0 || length % sizeof(uint) != 0)
        {
            throw new UsageException("say how many bytes, with --data-len: a multiple of 4");
        }

        byte[] data = new byte[length];
        byte action = (byte)call.Number32("zra", most: 255);
        ulong start = call.Number("start-lba");
        call.Check(ZonesOf(call).Receive(action, (byte)call.Number32("zrasf", most: 255), call.Has("partial"), start, data));
        if (call.IsBinary)
        {
            call.Context.WriteBytes(data);
            return 0;
        }

        call.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"zone-mgmt-recv: Success, action:{action} zone:{start:x} nsid:{call.Namespace}"));
        NvmeHexDump.Print(call.Output, data);
        return 0;
    }

    private static int List(NvmeCall call)
    {
        new NvmeListPrinter(call.Output).Print(NvmeDevices.All(call.Context), disk => disk.IsZoned);
        return 0;
    }
}
