using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>
/// The names that a block device has besides its own: what Linux's udev makes links of below /dev/disk. All come from outside, so each is made fit for a
/// directory.
/// </summary>
internal static class DeviceNames
{
    /// <summary>By what the device itself says that it is.</summary>
    internal static IEnumerable<string> ById(IBlockDevice device) => Fit(device.StableNames);

    /// <summary>By where it is connected.</summary>
    internal static IEnumerable<string> ByPath(IBlockDevice device) => Fit([device.PathName]);

    /// <summary>By the id of its file system. Reads the device.</summary>
    internal static IEnumerable<string> ByUuid(BlockDevices devices, IBlockDevice device) => Fit([Identify(devices, device)?.Uuid]);

    /// <summary>By the label of its file system. Reads the device.</summary>
    internal static IEnumerable<string> ByLabel(BlockDevices devices, IBlockDevice device) => Fit([Identify(devices, device)?.Label]);

    /// <summary>By the id that its partition table gives it.</summary>
    internal static IEnumerable<string> ByPartitionUuid(IBlockDevice device) => Fit([(device as Partition)?.Entry.Id?.ToString("D", CultureInfo.InvariantCulture)]);

    /// <summary>By the name that its partition table gives it.</summary>
    internal static IEnumerable<string> ByPartitionLabel(IBlockDevice device) => Fit([(device as Partition)?.Entry.Name]);

    /// <summary>What a partition adds to a name of its disk.</summary>
    internal static string OfPartition(string disk, int number) => string.Create(CultureInfo.InvariantCulture, $"{disk}-part{number}");

    private static FileSystemIdentity? Identify(BlockDevices devices, IBlockDevice device)
    {
        // A partitioned disk has no file system of its own, whatever its first blocks look like.
        if (devices.PartitionsOf(device).Count > 0)
        {
            return null;
        }

        FileSystemProbe.Identify(device, out FileSystemIdentity? identity);
        return identity;
    }

    private static IEnumerable<string> Fit(IEnumerable<string?> names) =>
        names.Select(name => Encode(name ?? string.Empty)).Where(name => name.Length > 0 && name is not ("." or ".."));

    // As udev does it: letters, digits, a few signs and what is not ASCII stay, all else becomes \x and its number.
    private static string Encode(string name)
    {
        StringBuilder text = new();
        foreach (char character in name)
        {
            if (char.IsAsciiLetterOrDigit(character) || "#+-.:=@_".Contains(character, System.StringComparison.Ordinal) || (!char.IsAscii(character) && !char.IsControl(character)))
            {
                text.Append(character);
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"\\x{(int)character:x2}");
            }
        }

        return text.ToString();
    }
}
