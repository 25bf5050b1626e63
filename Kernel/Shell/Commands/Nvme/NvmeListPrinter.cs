using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using CosmosNvme.Nvme;

namespace CosmosNvme.Shell.Commands;

/// <summary>Prints namespaces in the columns of <c>nvme list</c> of nvme-cli.</summary>
internal sealed class NvmeListPrinter(TextWriter output)
{
    /// <summary>What there is to say when there is nothing to list.</summary>
    internal const string NoController = "There is no NVMe controller in service; 'lspci' shows what is there, 'dmesg' what went wrong.";

    /// <summary>Prints a table.</summary>
    internal void Print(IReadOnlyList<NvmeController> controllers) => Print(controllers, _ => true);

    /// <summary>Prints a table of some namespaces.</summary>
    internal void Print(IReadOnlyList<NvmeController> controllers, Func<NvmeNamespace, bool> isWanted)
    {
        if (controllers.Count == 0)
        {
            output.WriteLine(NoController);
            return;
        }

        PrintRow("Node", "SN", "Model", "Namespace", "Usage", "Format", "FW Rev");
        PrintRow(Line(16), Line(20), Line(40), Line(9), Line(26), Line(16), Line(8));
        foreach ((NvmeController controller, NvmeNamespace disk) in Disks(controllers).Where(item => isWanted(item.Disk)))
        {
            PrintRow(
                "/dev/" + disk.Name,
                controller.Identify.SerialNumber,
                controller.Identify.ModelNumber,
                disk.Id.ToString(CultureInfo.InvariantCulture),
                UsageOf(disk),
                FormatOf(disk),
                controller.Identify.FirmwareRevision);
        }
    }

    /// <summary>Prints subsystems, controllers, and namespaces with the names that stay the same wherever a controller is found.</summary>
    internal void PrintVerbose(IReadOnlyList<NvmeController> controllers)
    {
        if (controllers.Count == 0)
        {
            output.WriteLine(NoController);
            return;
        }

        PrintSubsystem("Subsystem", "Subsystem-NQN", "Controllers");
        PrintSubsystem(Line(16), Line(96), Line(16));
        foreach (NvmeSubsystem subsystem in NvmeSubsystem.Of(controllers))
        {
            PrintSubsystem(subsystem.Name, subsystem.QualifiedName, string.Join(", ", subsystem.Controllers.Select(controller => controller.Name)));
        }

        output.WriteLine();
        PrintController("Device", "SN", "MN", "FR", "TxPort", "Address", "Subsystem", "Namespaces");
        PrintController(Line(8), Line(20), Line(40), Line(8), Line(6), Line(14), Line(12), Line(16));
        foreach (NvmeSubsystem subsystem in NvmeSubsystem.Of(controllers))
        {
            foreach (NvmeController controller in subsystem.Controllers)
            {
                IdentifyController identify = controller.Identify;
                string names = string.Join(", ", controller.Namespaces.Select(disk => disk.Name));
                PrintController(controller.Name, identify.SerialNumber, identify.ModelNumber, identify.FirmwareRevision, "pcie", controller.Location, subsystem.Name, names);
            }
        }

        output.WriteLine();
        PrintDisk("Device", "NSID", "Usage", "Format", "Controllers");
        PrintDisk(Line(12), Line(8), Line(26), Line(16), Line(16));
        foreach ((NvmeController controller, NvmeNamespace disk) in Disks(controllers))
        {
            PrintDisk("/dev/" + disk.Name, disk.Id.ToString(CultureInfo.InvariantCulture), UsageOf(disk), FormatOf(disk), controller.Name);
            foreach (string name in disk.StableNames)
            {
                output.WriteLine($"             /dev/disk/by-id/{name}");
            }
        }
    }

    /// <summary>Prints JSON with the names that nvme-cli uses.</summary>
    internal void PrintJson(IReadOnlyList<NvmeController> controllers) => NvmeFields.WriteJson(output, json =>
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
            WriteSize(json, disk);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>Prints JSON by subsystem, as nvme-cli does with --verbose; the stable names are an addition.</summary>
    internal void PrintVerboseJson(IReadOnlyList<NvmeController> controllers) => NvmeFields.WriteJson(output, json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("Devices");
        json.WriteStartObject();
        json.WriteStartArray("Subsystems");
        foreach (NvmeSubsystem subsystem in NvmeSubsystem.Of(controllers))
        {
            json.WriteStartObject();
            json.WriteString("Subsystem", subsystem.Name);
            json.WriteString("SubsystemNQN", subsystem.QualifiedName);
            json.WriteStartArray("Controllers");
            foreach (NvmeController controller in subsystem.Controllers)
            {
                Write(json, controller);
            }

            json.WriteEndArray();
            json.WriteStartArray("Namespaces");
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter json, NvmeController controller)
    {
        json.WriteStartObject();
        json.WriteString("Controller", controller.Name);
        json.WriteString("SerialNumber", controller.Identify.SerialNumber);
        json.WriteString("ModelNumber", controller.Identify.ModelNumber);
        json.WriteString("Firmware", controller.Identify.FirmwareRevision);
        json.WriteString("Transport", "pcie");
        json.WriteString("Address", controller.Location);
        json.WriteStartArray("Namespaces");
        foreach (NvmeNamespace disk in controller.Namespaces)
        {
            json.WriteStartObject();
            json.WriteString("NameSpace", disk.Name);
            json.WriteNumber("NSID", disk.Id);
            WriteSize(json, disk);
            json.WriteStartArray("StableNames");
            foreach (string name in disk.StableNames)
            {
                json.WriteStringValue("/dev/disk/by-id/" + name);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("Paths");
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteSize(Utf8JsonWriter json, NvmeNamespace disk)
    {
        json.WriteNumber("UsedBytes", UsedBytes(disk));
        json.WriteNumber("MaximumLBA", disk.BlockCount);
        json.WriteNumber("PhysicalSize", disk.BlockCount * (ulong)disk.BlockBytes);
        json.WriteNumber("SectorSize", disk.BlockBytes);
    }

    private static IEnumerable<(NvmeController Controller, NvmeNamespace Disk)> Disks(IReadOnlyList<NvmeController> controllers) =>
        controllers.SelectMany(controller => controller.Namespaces.Select(disk => (controller, disk)));

    private static ulong UsedBytes(NvmeNamespace disk) => disk.Identify.Utilization * (ulong)disk.BlockBytes;

    private static string UsageOf(NvmeNamespace disk) => $"{Decimal(UsedBytes(disk))} / {Decimal(disk.BlockCount * (ulong)disk.BlockBytes)}";

    private static string FormatOf(NvmeNamespace disk) => $"{Binary(disk.BlockBytes)} + {disk.Identify.Format.MetadataBytes,2} B";

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

    private void PrintSubsystem(string name, string qualifiedName, string controllers) => output.WriteLine($"{name,-16} {qualifiedName,-96} {controllers}".TrimEnd());

    private void PrintController(string name, string serial, string model, string firmware, string transport, string address, string subsystem, string namespaces) =>
        output.WriteLine($"{name,-8} {serial,-20} {model,-40} {firmware,-8} {transport,-6} {address,-14} {subsystem,-12} {namespaces}".TrimEnd());

    private void PrintDisk(string node, string id, string usage, string format, string controllers) =>
        output.WriteLine($"{node,-12} {id,-8} {usage,-26} {format,-16} {controllers}".TrimEnd());

    private void PrintRow(string node, string serial, string model, string id, string usage, string format, string firmware) =>
        output.WriteLine($"{node,-16} {serial,-20} {model,-40} {id,-9} {usage,-26} {format,-16} {firmware,-8}");
}
