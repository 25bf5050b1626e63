using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using CosmosNvme.Nvme;

namespace CosmosNvme.Shell.Commands;

/// <summary>The verbs that show which log pages and features a controller has.</summary>
internal static class NvmeSupportLogVerbs
{
    private static readonly string[] s_scopes = ["NAMESPACE", "CONTROLLER", "NVM SET", "ENDURANCE GROUP", "DOMAIN", "NVM Subsystem"];

    /// <summary>The verbs.</summary>
    internal static IEnumerable<NvmeVerb> All { get; } =
    [
        new("supported-log-pages", "Log pages that a controller has", Pages, "output-format|o=FMT", "verbose|v"),
        new("fid-support-effects-log", "Features that a controller has, and the effects of setting them", Features, "output-format|o=FMT", "human-readable|H"),
    ];

    private static int Pages(NvmeCall call)
    {
        call.Check(call.Commands.ReadSupportedPages(out SupportedLogPages? pages));
        byte[] numbers = Numbers.Where(page => pages!.Has(page)).ToArray();
        NvmeFields list = new NvmeFields(0).List("supported_logs", numbers.Select(page => new NvmeFields(0).Number($"lid_0x{page:x} ", pages!.AboutPage(page))));
        foreach (byte page in numbers)
        {
            list.Custom(string.Empty, text => text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"LID 0x{page:x} ({NameOf(page)}), supports 0x{pages!.AboutPage(page):x}")), null);
            if (call.Has("verbose"))
            {
                list.Custom(string.Empty, text => text.WriteLine($"  Index Offset (IOS) is {((pages!.AboutPage(page) & 2) != 0 ? string.Empty : "not ")}supported"), null);
            }
        }

        list.Print(call, $"Support Log Pages Details for {call.Device}:", pages!.Data);
        return 0;
    }

    private static int Features(NvmeCall call)
    {
        call.Check(call.Commands.ReadFeatureEffects(out FeatureEffectsLog? log));
        byte[] numbers = Numbers.Where(feature => log!.OfFeature(feature).IsSupported).ToArray();
        NvmeFields list = new NvmeFields(0).List("fid_support", numbers.Select(feature => new NvmeFields(0).Number(string.Create(CultureInfo.InvariantCulture, $"fid_{feature}"), log!.OfFeature(feature).Value)));
        foreach (byte feature in numbers)
        {
            FeatureEffects effects = log!.OfFeature(feature);
            string line = string.Create(CultureInfo.InvariantCulture, $"FID {feature:x2} -> Support Effects Log: {effects.Value:x8}");
            list.Custom(string.Empty, text => text.WriteLine(call.IsHuman ? $"{line}  {NvmeFeatureNames.Of(feature)}{Meaning(effects)}" : line), null);
        }

        list.Print(call, $"FID Supports Effects Log for device: {call.Device}\nAdmin Command Set", log!.Data);
        return 0;
    }

    private static IEnumerable<byte> Numbers => Enumerable.Range(0, 256).Select(number => (byte)number);

    private static string Meaning(FeatureEffects effects)
    {
        (string Name, bool IsSet)[] bits =
        [
            ("FSUPP", effects.IsSupported), ("UDCC", effects.ChangesContent), ("NCC", effects.ChangesNamespaceCapabilities), ("NIC", effects.ChangesNamespaceInventory),
            ("CCC", effects.ChangesControllerCapabilities), ("USS", effects.TakesUuid), .. s_scopes.Select((scope, bit) => (scope + " SCOPE", (effects.Scope & (1 << bit)) != 0)),
        ];
        return string.Concat(bits.Select(bit => $"  {bit.Name}{(bit.IsSet ? '+' : '-')}"));
    }

    private static string NameOf(byte page) => page switch
    {
        0x00 => "Supported Log Pages",
        0x01 => "Error Information",
        0x02 => "SMART / Health Information",
        0x03 => "Firmware Slot Information",
        0x04 => "Changed Namespace List",
        0x05 => "Commands Supported and Effects",
        0x06 => "Device Self-test",
        0x07 => "Telemetry Host-Initiated",
        0x08 => "Telemetry Controller-Initiated",
        0x09 => "Endurance Group Information",
        0x0a => "Predictable Latency Per NVM Set",
        0x0b => "Predictable Latency Event Aggregate",
        0x0c => "Asymmetric Namespace Access",
        0x0d => "Persistent Event Log",
        0x0e => "LBA Status Information",
        0x0f => "Endurance Group Event Aggregate",
        0x10 => "Media Unit Status",
        0x11 => "Supported Capacity Configuration List",
        0x12 => "Feature Identifiers Supported and Effects",
        0x13 => "NVMe-MI Commands Supported and Effects",
        0x14 => "Command and Feature Lockdown",
        0x15 => "Boot Partition",
        0x16 => "Rotational Media Information",
        0x70 => "Discovery",
        0x80 => "Reservation Notification",
        0x81 => "Sanitize Status",
        0xbf => "Changed Zone List",
        >= 0xc0 => "Vendor Specific",
        _ => "Unknown",
    };
}
