using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;
using CosmosNvme.Abstractions;
using CosmosNvme.Storage;

namespace CosmosNvme.Shell.Commands;

/// <summary>Lists block devices as lsblk(8) does.</summary>
internal sealed class LsblkCommand : ShellCommand
{
    private static readonly string[] s_headings = ["NAME", "SIZE", "TYPE", "FSTYPE", "LABEL", "MOUNTPOINTS"];

    /// <inheritdoc/>
    internal override string Name => "lsblk";

    /// <inheritdoc/>
    internal override string Summary => "List block devices, their partitions and what is on them";

    /// <inheritdoc/>
    internal override string Arguments => "[-b] [-J|-o json]";

    /// <inheritdoc/>
    internal override string Details =>
        "  -b          sizes in bytes\n" +
        "  -J, -o json JSON";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        bool inBytes = false;
        bool asJson = false;
        OptionReader options = new(context.Arguments);
        while (options.Next() is string option)
        {
            switch (option)
            {
                case "-b" or "--bytes":
                    inBytes = true;
                    break;
                case "-J" or "--json":
                    asJson = true;
                    break;
                case "-o" or "--output":
                    asJson = options.Value() == "json" ? true : throw new UsageException("the only output format besides the table is json");
                    break;
                default:
                    throw OptionReader.Unknown(option);
            }
        }

        options.ExpectNoOperands();
        StorageStack storage = context.Storage;
        List<Row> disks = storage.Devices.All.Where(device => device is not Partition).Select(disk => RowOf(storage, disk)).ToList();
        if (asJson)
        {
            context.Output.WriteLine(Json(disks, inBytes));
        }
        else if (disks.Count == 0)
        {
            context.Output.WriteLine("There are no block devices: no disk was found.");
        }
        else
        {
            Print(context, disks, inBytes);
        }

        foreach (Row disk in disks)
        {
            PartitionTable? table = storage.TableOf(disk.Device);
            if ((table?.Problem ?? table?.Remark) is string message)
            {
                context.Complain($"{Name}: {message}");
            }
        }

        return 0;
    }

    private static Row RowOf(StorageStack storage, IBlockDevice device)
    {
        Row[] children = storage.Devices.PartitionsOf(device).Select(partition => RowOf(storage, partition)).ToArray();
        FileSystemIdentity? identity = null;
        if (children.Length == 0)
        {
            FileSystemProbe.Identify(device, out identity);
        }

        string[] mounts = storage.Files.Mounts.Where(mount => mount.FileSystem.Device == device).Select(mount => mount.Path).ToArray();
        ulong bytes = device.BlockCount * (ulong)device.BlockBytes;
        return new Row(device, bytes, device is Partition ? "part" : "disk", identity?.TypeName ?? string.Empty, identity?.Label ?? string.Empty, mounts, children);
    }

    private static void Print(CommandContext context, List<Row> disks, bool inBytes)
    {
        List<string[]> lines = [s_headings];
        foreach (Row disk in disks)
        {
            lines.Add(Cells(disk, string.Empty, inBytes));
            for (int index = 0; index < disk.Children.Length; index++)
            {
                lines.Add(Cells(disk.Children[index], index + 1 < disk.Children.Length ? "├─" : "└─", inBytes));
            }
        }

        int[] widths = s_headings.Select((_, column) => lines.Max(line => Width(line[column]))).ToArray();
        foreach (string[] line in lines)
        {
            StringBuilder text = new();
            for (int column = 0; column < line.Length; column++)
            {
                string padding = new(' ', widths[column] - Width(line[column]));

                // Sizes stand right, everything else left.
                text.Append(column == 1 ? padding + line[column] : line[column] + padding).Append(' ');
            }

            context.Output.WriteLine(text.ToString().TrimEnd(' '));
        }
    }

    private static string[] Cells(Row row, string branch, bool inBytes) =>
        [branch + row.Device.Name, inBytes ? row.Bytes.ToString(CultureInfo.InvariantCulture) : Size(row.Bytes), row.Type, row.FileSystem, row.Label, string.Join(' ', row.Mounts)];

    private static int Width(string text) => text.EnumerateRunes().Count();

    // As util-linux does it: powers of 1024, one decimal, rounded, left out where it is 0.
    private static string Size(ulong bytes)
    {
        const string Units = "BKMGTPE";
        int unit = 0;
        while (unit < Units.Length - 1 && bytes >> (10 * (unit + 1)) != 0)
        {
            unit++;
        }

        ulong whole = bytes >> (10 * unit);
        ulong rest = unit == 0 ? 0 : ((bytes >> (10 * (unit - 1))) & 1023) * 10;
        ulong tenths = (rest + 512) / 1024;
        whole += tenths / 10;
        tenths %= 10;
        return tenths == 0 ? $"{whole}{Units[unit]}" : $"{whole}.{tenths}{Units[unit]}";
    }

    private static string Json(List<Row> disks, bool inBytes)
    {
        using System.IO.MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("blockdevices");
            disks.ForEach(disk => Write(writer, disk, inBytes));
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter writer, Row row, bool inBytes)
    {
        writer.WriteStartObject();
        writer.WriteString("name", row.Device.Name);
        if (inBytes)
        {
            writer.WriteNumber("size", row.Bytes);
        }
        else
        {
            writer.WriteString("size", Size(row.Bytes));
        }

        writer.WriteString("type", row.Type);
        writer.WriteString("fstype", row.FileSystem.Length == 0 ? null : row.FileSystem);
        writer.WriteString("label", row.Label.Length == 0 ? null : row.Label);
        writer.WriteStartArray("mountpoints");
        if (row.Mounts.Length == 0)
        {
            // As util-linux writes it.
            writer.WriteNullValue();
        }

        Array.ForEach(row.Mounts, writer.WriteStringValue);
        writer.WriteEndArray();
        if (row.Children.Length > 0)
        {
            writer.WriteStartArray("children");
            Array.ForEach(row.Children, child => Write(writer, child, inBytes));
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private sealed record Row(IBlockDevice Device, ulong Bytes, string Type, string FileSystem, string Label, string[] Mounts, Row[] Children);
}
