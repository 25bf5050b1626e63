using System;
using System.Globalization;
using System.IO;
using System.Text.Json;
using CosmosNvme.Nvme;

namespace CosmosNvme.Shell.Commands;

/// <summary>Identify Namespace, field by field.</summary>
internal static class NvmeNamespaceFields
{
    private const int HasPreferences = 1 << 4;

    /// <summary>The fields.</summary>
    /// <param name="identify">The structure.</param>
    /// <param name="isHuman">True: formats in words.</param>
    internal static NvmeFields Of(IdentifyNamespace identify, bool isHuman)
    {
        NvmeFields fields = new NvmeFields(8, NvmeIdentifyBits.Namespace)
            .Hex("nsze", identify.Size)
            .Hex("ncap", identify.Capacity)
            .Hex("nuse", identify.Utilization)
            .Hex("nsfeat", identify.Features)
            .Number("nlbaf", identify.Data[25])
            .Hex("flbas", identify.FormatByte)
            .Hex("mc", identify.MetadataCapabilities)
            .Hex("dpc", identify.ProtectionCapabilities)
            .Hex("dps", identify.ProtectionSettings)
            .Hex("nmic", identify.Sharing)
            .Hex("rescap", identify.Reservations)
            .Hex("fpi", identify.FormatProgress)
            .Number("dlfeat", identify.DeallocationFeatures)
            .Number("nawun", identify.AtomicWriteBlocks)
            .Number("nawupf", identify.AtomicPowerFailBlocks)
            .Number("nacwu", identify.AtomicCompareBlocks)
            .Number("nabsn", identify.AtomicBoundaryBlocks)
            .Number("nabo", identify.AtomicBoundaryOffset)
            .Number("nabspf", identify.AtomicBoundaryPowerFailBlocks)
            .Number("noiob", identify.OptimalIoBoundary)
            .Wide("nvmcap", identify.CapacityBytes);
        if ((identify.Features & HasPreferences) != 0)
        {
            fields.Number("npwg", identify.PreferredWriteGranularity)
                .Number("npwa", identify.PreferredWriteAlignment)
                .Number("npdg", identify.PreferredDeallocateGranularity)
                .Number("npda", identify.PreferredDeallocateAlignment)
                .Number("nows", identify.OptimalWriteSize);
        }

        return fields.Number("mssrl", identify.CopyRangeBlocks)
            .Number("mcl", identify.CopyBlocks)
            .Number("msrc", identify.CopyRanges)
            .Number("nulbaf", identify.UniqueFormats)
            .Number("anagrpid", identify.AccessGroup)
            .Number("nsattr", identify.Attributes)
            .Number("nvmsetid", identify.NvmSet)
            .Number("endgid", identify.EnduranceGroup)
            .Text("nguid", Convert.ToHexStringLower(identify.GloballyUniqueId))
            .Text("eui64", Convert.ToHexStringLower(identify.ExtendedUniqueId))
            .Custom("lbafs", text => Print(text, identify, isHuman), json => Write(json, identify));
    }

    private static void Print(TextWriter text, IdentifyNamespace identify, bool isHuman)
    {
        string[] performances = ["Best", "Better", "Good", "Degraded"];
        for (int index = 0; index < identify.FormatCount; index++)
        {
            LbaFormat format = identify.FormatAt(index);
            string mark = index == identify.FormatIndex ? "(in use)" : string.Empty;
            text.WriteLine(isHuman
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"LBA Format {index,2} : Metadata Size: {format.MetadataBytes,-3} bytes - Data Size: {(format.IsUsable ? format.BlockBytes : 0),-2} bytes - Relative Performance: {NvmeNumbers.Hex((ulong)format.RelativePerformance)} {performances[format.RelativePerformance]} {mark}")
                : string.Create(CultureInfo.InvariantCulture, $"lbaf {index,2} : ms:{format.MetadataBytes,-3} lbads:{format.DataSizeExponent,-2} rp:{NvmeNumbers.Hex((ulong)format.RelativePerformance)} {mark}"));
        }
    }

    private static void Write(Utf8JsonWriter json, IdentifyNamespace identify)
    {
        json.WriteStartArray();
        for (int index = 0; index < identify.FormatCount; index++)
        {
            LbaFormat format = identify.FormatAt(index);
            new NvmeFields(0)
                .Number("ms", (ulong)format.MetadataBytes).Number("ds", (ulong)format.DataSizeExponent).Number("rp", (ulong)format.RelativePerformance)
                .WriteObject(json);
        }

        json.WriteEndArray();
    }
}
