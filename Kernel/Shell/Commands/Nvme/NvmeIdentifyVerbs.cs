using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text.Json;
using CosmosNvme.Nvme;

namespace CosmosNvme.Shell.Commands;

/// <summary>The verbs that show Identify structures.</summary>
internal static class NvmeIdentifyVerbs
{
    /// <summary>The verbs.</summary>
    internal static IEnumerable<NvmeVerb> All { get; } =
    [
        new("id-ctrl", "What a controller says about itself", IdentifyController, "vendor-specific|v", "raw-binary|b", "output-format|o=FMT", "human-readable|H"),
        new("id-ns", "What a controller says about a namespace", IdentifyNamespace, "namespace-id|n=NUM", "force", "vendor-specific|v", "raw-binary|b", "output-format|o=FMT", "human-readable|H"),
        new("ns-descs", "The unique ids of a namespace", Descriptors, "namespace-id|n=NUM", "output-format|o=FMT", "raw-binary|b"),
        new("nvm-id-ctrl", "What the NVM command set adds about a controller", IdentifyNvm, "output-format|o=FMT"),
        new("list-ns", "The ids of the namespaces of a controller", ListNamespaces, "namespace-id|n=NUM", "csi|y=NUM", "all|a", "output-format|o=FMT"),
        new("list-ctrl", "The ids of the controllers of a subsystem", ListControllers, "cntid|c=NUM", "namespace-id|n=NUM", "output-format|o=FMT"),
        new("get-ns-id", "The id of a namespace", NamespaceId),
    ];

    private static int IdentifyController(NvmeCall call)
    {
        call.Check(call.Commands.ReadController(out IdentifyController? identify));
        if (call.IsBinary)
        {
            call.Context.WriteBytes(identify!.Data);
            return 0;
        }

        NvmeFields fields = NvmeControllerFields.Of(identify!);
        if (call.IsJson)
        {
            fields.PrintJson(call.Output);
            return 0;
        }

        call.Output.WriteLine("NVME Identify Controller:");
        fields.Print(call.Output, call.IsHuman);
        PrintVendorBytes(call, identify!.Data[3072..]);
        return 0;
    }

    private static int IdentifyNamespace(NvmeCall call)
    {
        uint id = call.Namespace;
        call.Check(call.Commands.ReadNamespace(id, out IdentifyNamespace? identify, isAllocatedEnough: call.Has("force")));
        if (call.IsBinary)
        {
            call.Context.WriteBytes(identify!.Data);
            return 0;
        }

        NvmeFields fields = NvmeNamespaceFields.Of(identify!, call.IsHuman);
        if (call.IsJson)
        {
            fields.PrintJson(call.Output);
            return 0;
        }

        call.Output.WriteLine($"NVME Identify Namespace {id}:");
        fields.Print(call.Output, call.IsHuman);
        PrintVendorBytes(call, identify!.Data[384..]);
        return 0;
    }

    private static void PrintVendorBytes(NvmeCall call, ReadOnlySpan<byte> bytes)
    {
        if (call.Has("vendor-specific"))
        {
            call.Output.WriteLine("vs[]:");
            NvmeHexDump.Print(call.Output, bytes);
        }
    }

    private static int Descriptors(NvmeCall call)
    {
        uint id = call.Namespace;
        call.Check(call.Commands.ReadDescriptors(id, out NamespaceDescriptors? descriptors));
        if (call.IsBinary)
        {
            call.Context.WriteBytes(descriptors!.Data);
            return 0;
        }

        if (call.IsJson)
        {
            NvmeFields.WriteJson(call.Output, json => WriteDescriptors(json, descriptors!));
            return 0;
        }

        call.Output.WriteLine($"NVME Namespace Identification Descriptors NS {id}:");
        for (int index = 0; index < descriptors!.Count; index++)
        {
            (string name, string text) = Show(descriptors, index);
            call.Output.WriteLine($"{name,-8}: {text}");
        }

        return 0;
    }

    private static void WriteDescriptors(Utf8JsonWriter json, NamespaceDescriptors descriptors)
    {
        json.WriteStartObject();
        json.WriteStartArray("ns-descs");
        for (int index = 0; index < descriptors.Count; index++)
        {
            (string name, string text) = Show(descriptors, index);
            json.WriteStartObject();
            json.WriteNumber("loc", descriptors.OffsetOf(index));
            json.WriteNumber("nidt", descriptors.TypeOf(index));
            json.WriteNumber("nidl", descriptors.IdOf(index).Length);
            json.WriteString("type", name);
            json.WriteString(name, text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static (string Name, string Text) Show(NamespaceDescriptors descriptors, int index)
    {
        ReadOnlySpan<byte> id = descriptors.IdOf(index);
        string hex = Convert.ToHexStringLower(id);
        return descriptors.TypeOf(index) switch
        {
            1 => ("eui64", hex),
            2 => ("nguid", hex),
            3 when id.Length == 16 => ("uuid", new Guid(id, bigEndian: true).ToString()),
            4 when id.Length == 1 => ("csi", NvmeNumbers.Hex(id[0])),
            byte type => (string.Create(CultureInfo.InvariantCulture, $"type{type}"), hex),
        };
    }

    private static int IdentifyNvm(NvmeCall call)
    {
        byte[] data = new byte[4096];
        call.Check(call.Commands.Identify(IdentifyTarget.CommandSetController, 0, data));
        IdentifyNvmController identify = new(data);
        NvmeFields fields = new NvmeFields(7)
            .Number("vsl", identify.VerifyLimit).Number("wzsl", identify.WriteZeroesLimit).Number("wusl", identify.WriteUncorrectableLimit)
            .Number("dmrl", identify.DatasetRanges).Number("dmrsl", identify.DatasetRangeBlocks).Number("dmsl", identify.DatasetBlocks);
        Print(call, fields, "NVMe Identify Controller NVM:");
        return 0;
    }

    private static int ListNamespaces(NvmeCall call)
    {
        // The list begins above the id that the command names, the option says with which it begins.
        uint from = Math.Max(call.Number32("namespace-id", 1), 1);
        byte? set = call.Has("csi") ? (byte)call.Number32("csi", most: 255) : null;
        call.Check(call.Commands.ListNamespaces(call.Has("all"), from - 1, out IReadOnlyList<uint> ids, set));
        if (call.IsJson)
        {
            NvmeFields.WriteJson(call.Output, json => WriteIds(json, ids));
            return 0;
        }

        for (int index = 0; index < ids.Count; index++)
        {
            call.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{index,4}]:{NvmeNumbers.Hex(ids[index])}"));
        }

        return 0;
    }

    private static void WriteIds(Utf8JsonWriter json, IReadOnlyList<uint> ids)
    {
        json.WriteStartObject();
        json.WriteStartArray("nsid_list");
        foreach (uint id in ids)
        {
            json.WriteStartObject();
            json.WriteNumber("nsid", id);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static int ListControllers(NvmeCall call)
    {
        uint? id = call.NamespaceOr(null);
        call.Check(call.Commands.ListControllers(id, (ushort)call.Number32("cntid", most: ushort.MaxValue), out IReadOnlyList<ushort> ids));
        if (call.IsJson)
        {
            NvmeFields.WriteJson(call.Output, json =>
            {
                json.WriteStartObject();
                json.WriteNumber("num_ctrl", ids.Count);
                json.WriteStartArray("ctrl_list");
                foreach (ushort controller in ids)
                {
                    json.WriteStartObject();
                    json.WriteNumber("ctrl_id", controller);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            });
            return 0;
        }

        call.Output.WriteLine($"num of ctrls present: {ids.Count}");
        for (int index = 0; index < ids.Count; index++)
        {
            call.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{index,4}]:{NvmeNumbers.Hex(ids[index])}"));
        }

        return 0;
    }

    private static int NamespaceId(NvmeCall call)
    {
        uint id = call.DeviceNamespace ?? throw new UsageException($"{call.Device} is a controller; say which namespace, like {call.Device}n1");
        call.Output.WriteLine($"{call.Device}: namespace-id:{id}");
        return 0;
    }

    private static void Print(NvmeCall call, NvmeFields fields, string title)
    {
        if (call.IsJson)
        {
            fields.PrintJson(call.Output);
            return;
        }

        call.Output.WriteLine(title);
        fields.Print(call.Output, call.IsHuman);
    }
}
