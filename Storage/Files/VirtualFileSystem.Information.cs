using System;
using System.Linq;
using System.Text;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <content>What /proc tells of the tree itself, in the words of Linux.</content>
public sealed partial class VirtualFileSystem
{
    private const uint ProcMagic = 0x9fa0;

    private static string Options(Mount mount) => mount.IsReadOnly ? "ro,relatime" : "rw,relatime";

    // proc_pid_mounts(5): what would end a field is written in octal.
    private static string Escape(string text) =>
        text.Replace("\\", "\\134", StringComparison.Ordinal).Replace(" ", "\\040", StringComparison.Ordinal).Replace("\t", "\\011", StringComparison.Ordinal).Replace("\n", "\\012", StringComparison.Ordinal);

    private void DescribeMounts(TextFileSystem information)
    {
        information.Add("mounts", ComposeMounts);
        information.Add("self/mounts", ComposeMounts);
        information.Add("self/mountinfo", ComposeMountInformation);
        information.Add("filesystems", () => string.Concat(FileSystemProbe.Types.Select(type => $"\t{type}\n").Prepend("nodev\tproc\n").Prepend("nodev\tdevtmpfs\n").Prepend("nodev\ttmpfs\n")));
        information.Add("partitions", ComposePartitions);
    }

    private string ComposeMounts() =>
        string.Concat(_mounts.Select(mount => $"{Escape(mount.Source)} {Escape(mount.Path)} {mount.FileSystem.TypeName} {Options(mount)} 0 0\n"));

    private string ComposeMountInformation() =>
        string.Concat(_mounts.Select((mount, index) => $"{index + 1} {(index == 0 ? 0 : 1)} 0:{mount.Number} / {Escape(mount.Path)} {Options(mount)} - {mount.FileSystem.TypeName} {Escape(mount.Source)} {(mount.FileSystem.IsReadOnly ? "ro" : "rw")}\n"));

    private string ComposePartitions()
    {
        const ulong Kibibyte = 1024;
        const int BlockMajor = 259;
        StringBuilder text = new("major minor  #blocks  name\n\n");
        int minor = 0;
        foreach (IBlockDevice device in _devices.All)
        {
            text.Append(null, $"{BlockMajor,4}  {minor++,7} {DeviceReader.Length(device) / Kibibyte,10} {device.Name}\n");
        }

        return text.ToString();
    }
}
