using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using CosmosNvme.Nvme;

namespace CosmosNvme.Shell.Commands;

/// <summary>The verbs that make, delete, attach, detach and format namespaces.</summary>
internal static class NvmeNamespaceVerbs
{
    /// <summary>The verbs.</summary>
    internal static IEnumerable<NvmeVerb> All { get; } =
    [
        new(
            "create-ns", "Makes a namespace", Create, "nsze|s=NUM", "ncap|c=NUM", "flbas|f=NUM", "dps|d=NUM", "nmic|m=NUM", "anagrp-id|a=NUM", "nvmset-id|i=NUM", "endg-id|e=NUM", "block-size|b=NUM", "timeout|t=NUM", "csi|y=NUM", "lbstm|l=NUM", "nsze-si|S=SIZE",
            "ncap-si|C=SIZE"),
        new("delete-ns", "Deletes a namespace and its data", Delete, "namespace-id|n=NUM", "timeout|t=NUM", "force"),
        new("attach-ns", "Attaches a namespace to controllers", call => Attach(call, attach: true), "namespace-id|n=NUM", "controllers|c=LIST"),
        new("detach-ns", "Detaches a namespace from controllers", call => Attach(call, attach: false), "namespace-id|n=NUM", "controllers|c=LIST"),
        new(
            "format", "Formats a namespace: its data is lost", Format, "namespace-id|n=NUM", "timeout|t=NUM", "lbaf|l=NUM", "ses|s=NUM", "pi|i=NUM", "pil|p=NUM", "ms|m=NUM", "reset|r", "force", "block-size|b=NUM"),
    ];

    private static int Create(NvmeCall call)
    {
        byte format = (byte)call.Number32("flbas", most: 255);
        int blockBytes = 0;
        if (call.Has("block-size") || call.Has("nsze-si") || call.Has("ncap-si"))
        {
            call.Check(call.Commands.ReadNamespace(uint.MaxValue, out IdentifyNamespace? common));
            format = call.Has("block-size") ? (byte)FormatOf(common!, call.Number("block-size")) : format;
            int index = (format & 0xf) | ((format >> 1) & 0x30);
            blockBytes = index < common!.FormatCount && common.FormatAt(index).IsUsable ? common.FormatAt(index).BlockBytes : throw new CommandFailedException($"there is no format {index}");
        }

        NewNamespace wanted = new(BlocksOf(call, "nsze", blockBytes), BlocksOf(call, "ncap", blockBytes))
        {
            Format = format,
            Protection = (byte)call.Number32("dps", most: 255),
            Sharing = (byte)call.Number32("nmic", most: 255),
            AccessGroup = call.Number32("anagrp-id"),
            NvmSet = (ushort)call.Number32("nvmset-id", most: ushort.MaxValue),
            EnduranceGroup = (ushort)call.Number32("endg-id", most: ushort.MaxValue),
            CommandSet = (byte)call.Number32("csi", most: 255),
            StorageTagMask = call.Number("lbstm"),
        };
        NvmeAnswer answer = call.Check(call.Commands.CreateNamespace(wanted, call.Timeout));
        call.Output.WriteLine($"create-ns: Success, created nsid:{answer.Result}");
        return 0;
    }

    // In blocks, or as a size with a decimal unit, as disks are sold: 500G.
    private static ulong BlocksOf(NvmeCall call, string option, int blockBytes)
    {
        if (call.Text(option + "-si") is not string text)
        {
            return call.Number(option);
        }

        const string Units = "kMGTP";
        int unit = text.Length < 2 ? -1 : Units.IndexOf(text[^1], System.StringComparison.OrdinalIgnoreCase);
        decimal factor = 1;
        for (int step = 0; step <= unit; step++)
        {
            factor *= 1000;
        }

        return decimal.TryParse(unit < 0 ? text : text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal size) && size <= ulong.MaxValue / factor
            ? (ulong)(size * factor / blockBytes)
            : throw new UsageException($"option '--{option}-si': '{text}' is not a size (write 500G or 1.5T)");
    }

    private static int Delete(NvmeCall call)
    {
        uint id = call.Namespace;
        call.Confirm(id, id == uint.MaxValue ? "deletes all namespaces; all their data is lost" : $"deletes namespace {id}; all its data is lost");
        call.Check(call.Commands.DeleteNamespace(id, call.Timeout));
        call.Output.WriteLine($"delete-ns: Success, deleted nsid:{id}");
        return 0;
    }

    private static int Attach(NvmeCall call, bool attach)
    {
        uint id = call.Namespace;
        if (!attach && NvmeDevices.MountOn(call.Context, call.Controller, id) is string mount)
        {
            throw new CommandFailedException(mount);
        }

        ulong[] ids = call.Numbers("controllers");
        if (ids.Any(controller => controller > ushort.MaxValue))
        {
            throw new UsageException("ids of controllers are at most 65535");
        }

        // Without a list: this controller, which is what one means.
        ushort[] controllers = ids.Length == 0 ? [call.Controller.Identify.ControllerId] : ids.Select(controller => (ushort)controller).ToArray();
        call.Check(call.Commands.AttachNamespace(id, controllers, attach));
        call.Output.WriteLine($"{call.Verb.Name}: Success, nsid:{id}");
        return 0;
    }

    private static int Format(NvmeCall call)
    {
        uint id = call.NamespaceOr(uint.MaxValue)!.Value;
        NvmeAnswer answer = call.Commands.ReadNamespace(id, out IdentifyNamespace? identify);
        call.Check(answer);
        int format = call.Has("block-size") ? FormatOf(identify!, call.Number("block-size")) : (int)call.Number32("lbaf", (uint)identify!.FormatIndex, 63);
        if (format >= identify!.FormatCount)
        {
            throw new CommandFailedException(string.Create(CultureInfo.InvariantCulture, $"there is no format {format}: 'nvme id-ns {call.Device} -H' lists the {identify.FormatCount} there are"));
        }

        FormatSettings settings = new((byte)call.Number32("ses", most: 2), (byte)call.Number32("pi", most: 3), call.Number32("pil", most: 1) != 0, call.Number32("ms", most: 1) != 0);
        bool formatsAll = id == uint.MaxValue || (call.Controller.Identify.FormatAttributes & 1) != 0;
        call.Confirm(formatsAll ? uint.MaxValue : id, (formatsAll ? "formats all namespaces" : $"formats namespace {id}") + $" with {Describe(identify.FormatAt(format))}; all data on {(formatsAll ? "them" : "it")} is lost");
        call.Check(call.Commands.Format(id, format, settings, call.Timeout));
        call.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Success formatting namespace:{id:x}"));
        return 0;
    }

    private static string Describe(LbaFormat format) =>
        string.Create(CultureInfo.InvariantCulture, $"blocks of {(format.IsUsable ? format.BlockBytes : 0)} bytes{(format.MetadataBytes == 0 ? string.Empty : $" and {format.MetadataBytes} bytes of metadata")}");

    private static int FormatOf(IdentifyNamespace identify, ulong blockBytes)
    {
        for (int index = 0; index < identify.FormatCount; index++)
        {
            LbaFormat format = identify.FormatAt(index);
            if (format.IsUsable && (ulong)format.BlockBytes == blockBytes && format.MetadataBytes == 0)
            {
                return index;
            }
        }

        throw new CommandFailedException(string.Create(CultureInfo.InvariantCulture, $"there is no format with blocks of {blockBytes} bytes and no metadata"));
    }
}
