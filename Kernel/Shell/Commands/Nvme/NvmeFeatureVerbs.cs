using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using CosmosNvme.Nvme;

namespace CosmosNvme.Shell.Commands;

/// <summary>The verbs that read and set features.</summary>
internal static class NvmeFeatureVerbs
{
    /// <summary>The verbs.</summary>
    internal static IEnumerable<NvmeVerb> All { get; } =
    [
        new(
            "get-feature", "The value of a feature, or of all", Get, "feature-id|f=NUM", "namespace-id|n=NUM", "sel|s=NUM", "data-len|l=NUM", "raw-binary|b", "cdw11|c=NUM", "uuid-index|U=NUM", "human-readable|H"),
        new(
            "set-feature", "Sets a feature", Set, "namespace-id|n=NUM", "feature-id|f=NUM", "value|v=NUM", "cdw12|c=NUM", "uuid-index|U=NUM", "data-len|l=NUM", "data|d=FILE", "save|s"),
    ];

    private static int Get(NvmeCall call)
    {
        if (call.Has("feature-id"))
        {
            Show(call, (byte)call.Number32("feature-id", most: 255), isStrict: true);
            return 0;
        }

        // Without one: all that the controller has.
        foreach (byte feature in Enum.GetValues<FeatureIdentifier>().Select(feature => (byte)feature))
        {
            Show(call, feature, isStrict: false);
        }

        return 0;
    }

    private static void Show(NvmeCall call, byte number, bool isStrict)
    {
        FeatureIdentifier feature = (FeatureIdentifier)number;
        FeatureSelect select = (FeatureSelect)call.Number32("sel", most: 7);
        uint dword11 = call.Number32("cdw11");
        int length = call.Has("data-len") ? (int)call.Number32("data-len", most: (uint)call.Commands.MaximumDataBytes) : ControllerCommands.DataBytesOf(feature, dword11);
        bool hasData = length > 0 && select != FeatureSelect.SupportedCapabilities;

        // Room for all that a controller may transfer; shown is what was asked for.
        byte[] data = new byte[Math.Max(length, 4096)];
        NvmeAnswer answer = call.Commands.GetFeature(feature, call.NamespaceOr(0)!.Value, select, dword11, data, (byte)call.Number32("uuid-index", most: 127));
        if (!answer.IsSuccess)
        {
            if (isStrict)
            {
                call.Check(answer);
            }

            return;
        }

        if (call.IsBinary && hasData)
        {
            call.Context.WriteBytes(data.AsSpan(0, length));
            return;
        }

        string which = select switch
        {
            FeatureSelect.Current => "Current",
            FeatureSelect.Default => "Default",
            FeatureSelect.Saved => "Saved",
            FeatureSelect.SupportedCapabilities => "Supported capabilities",
            _ => "Reserved",
        };
        string name = NvmeFeatureNames.Of(number);
        call.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"get-feature:0x{number:x2} ({name}), {which} value:{NvmeNumbers.Hex32(answer.Result)}"));
        if (select == FeatureSelect.SupportedCapabilities)
        {
            PrintCapabilities(call, answer.Result);
            return;
        }

        if (call.IsHuman)
        {
            NvmeFeatureMeanings.Print(call.Output, feature, answer.Result, data.AsSpan(0, length));
        }
        else if (hasData)
        {
            NvmeHexDump.Print(call.Output, data.AsSpan(0, length));
        }
    }

    private static void PrintCapabilities(NvmeCall call, uint value)
    {
        string[] texts = ["Feature is saveable", "Feature is namespace specific", "Feature is changeable"];
        for (int bit = 0; bit < texts.Length; bit++)
        {
            if ((value & (1u << bit)) != 0)
            {
                call.Output.WriteLine("  " + texts[bit]);
            }
        }
    }

    private static int Set(NvmeCall call)
    {
        if (!call.Has("feature-id") || !(call.Has("value") || call.Has("data")))
        {
            throw new UsageException("say which feature and which value, with --feature-id and --value");
        }

        byte number = (byte)call.Number32("feature-id", most: 255);
        uint value = (uint)call.Number("value");
        int length = call.Has("data-len") ? (int)call.Number32("data-len", most: (uint)call.Commands.MaximumDataBytes) : ControllerCommands.DataBytesOf((FeatureIdentifier)number, value);
        byte[] data = [];
        if (length > 0)
        {
            // The time is eight bytes and easier typed than put into a file.
            data = (FeatureIdentifier)number == FeatureIdentifier.Timestamp && !call.Has("data") ? BitConverter.GetBytes(call.Number("value")) : call.ReadData("data", length);
        }

        call.Check(call.Commands.SetFeature(
            (FeatureIdentifier)number, value, call.NamespaceOr(0)!.Value, call.Has("save"), call.Number32("cdw12"), data, (byte)call.Number32("uuid-index", most: 127)));
        call.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"set-feature:0x{number:x2} ({NvmeFeatureNames.Of(number)}), value:{NvmeNumbers.Hex32(value)}, cdw12:{NvmeNumbers.Hex32(call.Number32("cdw12"))}, save:{(call.Has("save") ? 1 : 0)}"));
        return 0;
    }
}
