using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using CosmosNvme.Nvme;

namespace CosmosNvme.Shell.Commands;

/// <summary>Prints namespaces in the columns of <c>nvme list</c> of nvme-cli.</summary>
internal sealed class NvmeListPrinter(TextWriter output)
{
    /// <summary>What there is to say when there is nothing to list.</summary>
    internal const string NoController = "There is no NVMe controller in service; 'lspci' shows what is there, 'dmesg' what went wrong.";

    private static readonly JsonWriterOptions s_indented = new() { Indented = true };

    /// <summary>Prints a table.</summary>
    internal void Print(IReadOnlyList<NvmeController> controllers)
    {
        if (controllers.Count == 0)
        {
            output.WriteLine(NoController);
            return;
        }

        PrintRow("Node", "SN", "Model", "Namespace", "Usage", "Format", "FW Rev");
        PrintRow(Line(16), Line(20), Line(40), Line(9), Line(26), Line(16), Line(8));
        foreach ((NvmeController controller, NvmeNamespace disk) in Disks(controllers))
        {
            PrintRow(
                "/dev/" + disk.Name,
                controller.Identify.SerialNumber,
                controller.Identify.ModelNumber,
                disk.Id.ToString(CultureInfo.InvariantCulture),
                $"{Decimal(UsedBytes(disk))} / {Decimal(disk.BlockCount * (ulong)disk.BlockBytes)}",
                $"{Binary(disk.BlockBytes)} + {disk.Identify.Format.MetadataBytes,2} B",
                controller.Identify.FirmwareRevision);
        }
    }

    /// <summary>Prints JSON with the names that nvme-cli uses.</summary>
    internal void PrintJson(IReadOnlyList<NvmeController> controllers)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer, s_indented))
        {
            json.WriteStartObject();
            json.WriteStartArray("Devices");
            foreach ((NvmeController controller, NvmeNamespace disk) in Disks(controllers))
            {
                json.WriteStartObject();
                json.WriteNumber("NameSpace", disk.Id);
                json.WriteString("DevicePath", "/dev/" + disk.Name);
                json.WriteString("Firmware", controller.Identify.FirmwareRevision);
                json.WriteString("ModelNumber", controller.Identify.ModelNumber);
                json.WriteString("SerialNumber", controller.Identify.SerialNumber);
                json.WriteNumber("UsedBytes", UsedBytes(disk));
                json.WriteNumber("MaximumLBA", disk.BlockCount);
                json.WriteNumber("PhysicalSize", disk.BlockCount * (ulong)disk.BlockBytes);
                json.WriteNumber("SectorSize", disk.BlockBytes);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.ToArray()));
    }

    private static IEnumerable<(NvmeController Controller, NvmeNamespace Disk)> Disks(IReadOnlyList<NvmeController> controllers) =>
        controllers.SelectMany(controller => controller.Namespaces.Select(disk => (controller, disk)));

    private static ulong UsedBytes(NvmeNamespace disk) => disk.Identify.Utilization * (ulong)disk.BlockBytes;

    private static string Line(int length) => new('-', length);

    // "  1.07  GB", as nvme-cli has it.
    private static string Decimal(ulong bytes)
    {
        string[] units = ["", "k", "M", "G", "T", "P", "E"];
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < units.Length - 1)
        {
            value /= 1000;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value,6:F2} {units[unit],2}B");
    }

    // "512   B" or "  4 KiB".
    private static string Binary(int bytes) => bytes >= 1024
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024,3} KiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes,3}   B");

    private void PrintRow(string node, string serial, string model, string id, string usage, string format, string firmware) =>
        output.WriteLine($"{node,-16} {serial,-20} {model,-40} {id,-9} {usage,-26} {format,-16} {firmware,-8}");
}
