using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace CosmosNvme.Boot.Tests;

/// <summary>PCI functions as two programs print them, brought into one form: a line for each function, BAR and bridge.</summary>
internal static partial class PciListing
{
    private const string Nowhere = "ffffffffffffffff";

    /// <summary>Reads QEMU's <c>info pci</c>.</summary>
    internal static IReadOnlyList<string> OfQemu(string text)
    {
        List<string> facts = [];
        string address = "";
        string secondary = "";
        foreach (string line in text.Split('\n').Select(line => line.Trim()))
        {
            if (QemuAddress().Match(line) is { Success: true } place)
            {
                address = $"{Number(place, 1):x2}:{Number(place, 2):x2}.{Number(place, 3)}";
            }
            else if (QemuIds().Match(line) is { Success: true } ids)
            {
                facts.Add($"{address} {ids.Groups[1].Value}");
            }
            else if (line.StartsWith("secondary bus ", StringComparison.Ordinal))
            {
                secondary = line[14..].TrimEnd('.');
            }
            else if (line.StartsWith("subordinate bus ", StringComparison.Ordinal))
            {
                facts.Add($"{address} bus {int.Parse(secondary, CultureInfo.InvariantCulture):x2} to {int.Parse(line[16..].TrimEnd('.'), CultureInfo.InvariantCulture):x2}");
            }
            else if (QemuBar().Match(line) is { Success: true } bar)
            {
                facts.Add($"{address} {QemuBarFact(bar)}");
            }
        }

        return facts.Order(StringComparer.Ordinal).ToList();
    }

    /// <summary>Reads <c>lspci -n -vv</c>.</summary>
    internal static IReadOnlyList<string> OfLspci(string text)
    {
        List<string> facts = [];
        string address = "";
        foreach (string line in text.Split('\n'))
        {
            if (LspciFunction().Match(line) is { Success: true } function)
            {
                address = function.Groups[1].Value;
                facts.Add($"{address} {function.Groups[2].Value}");
            }
            else if (LspciBridge().Match(line) is { Success: true } bridge)
            {
                facts.Add($"{address} bus {bridge.Groups[1].Value} to {bridge.Groups[2].Value}");
            }
            else if (LspciRegion().Match(line) is { Success: true } region)
            {
                facts.Add($"{address} {LspciRegionFact(region)}");
            }
            else if (LspciRom().Match(line) is { Success: true } rom)
            {
                facts.Add($"{address} BAR6 32 bit memory at {Place(rom.Groups[1].Value, rom.Groups[2].Success)} size {Bytes(rom.Groups[3].Value):x}");
            }
        }

        return facts.Order(StringComparer.Ordinal).ToList();
    }

    // QEMU prints the address that the BAR decodes, all ones if none, and the last byte counted from there.
    private static string QemuBarFact(Match bar)
    {
        string kind = bar.Groups[2].Value;
        ulong start = ulong.Parse(bar.Groups[3].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        ulong end = ulong.Parse(bar.Groups[4].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        string place = bar.Groups[3].Value == Nowhere ? "nowhere" : $"{start:x}";
        return $"BAR{bar.Groups[1].Value} {kind} at {place} size {unchecked(end - start + 1):x}";
    }

    private static string LspciRegionFact(Match region)
    {
        string kind = region.Groups[2].Value == "I/O ports"
            ? "I/O"
            : $"{region.Groups[4].Value} bit {(region.Groups[5].Value == "prefetchable" ? "prefetchable " : "")}memory";
        return $"BAR{region.Groups[1].Value} {kind} at {Place(region.Groups[3].Value, region.Groups[6].Success)} size {Bytes(region.Groups[7].Value):x}";
    }

    private static string Place(string address, bool isDisabled) =>
        isDisabled || address == "<unassigned>" ? "nowhere" : $"{ulong.Parse(address, NumberStyles.HexNumber, CultureInfo.InvariantCulture):x}";

    private static ulong Bytes(string size)
    {
        int shift = size[^1] switch { 'K' => 10, 'M' => 20, 'G' => 30, 'T' => 40, _ => 0 };
        return ulong.Parse(shift == 0 ? size : size[..^1], CultureInfo.InvariantCulture) << shift;
    }

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^Bus +(\d+), device +(\d+), function (\d):$")]
    private static partial Regex QemuAddress();

    [GeneratedRegex(@": PCI device ([0-9a-f]{4}:[0-9a-f]{4})$")]
    private static partial Regex QemuIds();

    [GeneratedRegex(@"^BAR(\d): (I/O|(?:32|64) bit (?:prefetchable )?memory) at 0x([0-9a-f]+) \[0x([0-9a-f]+)\]\.$")]
    private static partial Regex QemuBar();

    [GeneratedRegex(@"^([0-9a-f]{2}:[0-9a-f]{2}\.[0-7]) [0-9a-f]{4}: ([0-9a-f]{4}:[0-9a-f]{4})")]
    private static partial Regex LspciFunction();

    [GeneratedRegex(@"^\tBus: primary=[0-9a-f]{2}, secondary=([0-9a-f]{2}), subordinate=([0-9a-f]{2}), sec-latency=\d+$")]
    private static partial Regex LspciBridge();

    [GeneratedRegex(@"^\tRegion (\d): (I/O ports|Memory) at ([0-9a-f]+|<unassigned>)(?: \((32|64)-bit, ((?:non-)?prefetchable)\))?( \[disabled\])? \[size=(\d+[KMGT]?)\]$")]
    private static partial Regex LspciRegion();

    [GeneratedRegex(@"^\tExpansion ROM at ([0-9a-f]+|<unassigned>)( \[disabled\])? \[size=(\d+[KMGT]?)\]$")]
    private static partial Regex LspciRom();
}
