using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using CosmosNvme.Shell.Commands;
using CosmosNvme.Storage;

namespace CosmosNvme.Fuzz;

/// <summary>FAT12, FAT16 and FAT32: a volume is mounted, directories are walked, files are read, and what ls prints of them is looked at.</summary>
internal sealed class FatTarget : FuzzTarget
{
    private const int MostNodes = 24;
    private const int MostFileBytes = 128 * 1024;
    private const int ReadBytes = 10_000;

    // The device once for each directory (its chain may be all of it), and what is read of files; each cluster may cost a look into the FAT.
    private const long MostBytesRead = (MostNodes + 2L) * 3 * FuzzDisk.Bytes;

    private static readonly DateTime s_now = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <inheritdoc/>
    internal override string Name => "fat";

    /// <inheritdoc/>
    internal override string Summary => "FAT12, FAT16 and FAT32 volumes, all directories and files";

    /// <inheritdoc/>
    internal override int MaximumLength => 20 * 1024;

    /// <inheritdoc/>
    internal override IReadOnlyList<byte[]> Words { get; } =
    [
        [0xF8, 0xFF], [0xFF, 0xFF, 0xFF, 0x0F], [0xF7, 0xFF, 0xFF, 0x0F], [0x55, 0xAA], [0x10], [0x0F], [0xE5], [0x05], [0x41], [0x42], "FAT32   "u8.ToArray(), ".          "u8.ToArray(),
        [0x3D, 0xD8], [0x0D, 0xDC],
    ];

    // A directory is read in pieces of a cluster (512 KiB at most), three times for each node; entries cost a record and two strings.
    /// <inheritdoc/>
    internal override long AllocationLimit(int inputLength) => (MostNodes * 3L * (512 + 64) * 1024) + (1 << 20) + (256L * inputLength);

    /// <inheritdoc/>
    internal override IEnumerable<byte[]> Seeds()
    {
        yield return FuzzDisk.Input(512, FatSeeds.Fat12(), []);
        yield return FuzzDisk.Input(512, FatSeeds.Fat16(), []);
        yield return FuzzDisk.Input(512, FatSeeds.Fat32(), []);
        yield return FuzzDisk.Input(4096, FatSeeds.Fat12(), []);
        foreach ((int offset, string magic) in new[] { (3, "NTFS    "), (3, "EXFAT   "), (0, "XFSB"), (0x438, "\u0053\u006F"), (4086, "SWAPSPACE2") })
        {
            byte[] other = new byte[6 * 1024];
            System.Text.Encoding.Latin1.GetBytes(magic).CopyTo(other, offset);
            yield return FuzzDisk.Input(512, other, []);
        }
    }

    /// <inheritdoc/>
    internal override void Repair(Span<byte> input)
    {
        if (input.Length >= FuzzDisk.ShapeBytes + 512)
        {
            input[FuzzDisk.ShapeBytes + 510] = 0x55;
            input[FuzzDisk.ShapeBytes + 511] = 0xAA;
        }
    }

    /// <inheritdoc/>
    internal override ulong Run(ReadOnlySpan<byte> input)
    {
        FuzzDisk disk = new(input, new StepBudget("bytes read", MostBytesRead));
        Digest digest = new();
        FileStatus status = FileSystemProbe.Find(disk, out FileSystemIdentity? identity, out FileSystemType? type);
        digest.Add(status.ToString());
        digest.Add(identity?.ToString());
        Rule.Demand(identity is null || !(identity.Label + identity.Uuid + identity.Problem).Any(char.IsControl), "what a volume is called prints", $"{identity}");
        if (type is null)
        {
            return digest.Value;
        }

        status = type.Mount(disk, writable: false, out FileSystem? fileSystem);
        digest.Add(status.ToString());
        Rule.Demand(status.IsSuccess == (fileSystem is not null), "there is a file system exactly after a success", $"{status}");
        if (fileSystem is not null)
        {
            Walk(fileSystem.Root, ref digest);
        }

        return digest.Value;
    }

    // Breadth first; directories may contain each other.
    private static void Walk(FileNode root, ref Digest digest)
    {
        Queue<FileNode> open = new([root]);
        for (int visited = 0; visited < MostNodes && open.TryDequeue(out FileNode? node); visited++)
        {
            FileStatus status = node.GetInformation(out FileInformation information);
            digest.Add(status.ToString());
            digest.Add(information.ToString());
            if (node.Kind == FileKind.Directory)
            {
                List<FileNode> children = [];
                digest.Add(node.List(children).ToString());
                CheckChildren(node, children);
                Print(node, information, ref digest);
                children.ForEach(open.Enqueue);
            }
            else
            {
                Print(node, information, ref digest);
                Read(node, information, ref digest);
            }
        }
    }

    private static void CheckChildren(FileNode node, List<FileNode> children)
    {
        foreach (FileNode child in children)
        {
            Rule.Demand(child.Name.Length is > 0 and <= 255 && child.Name is not ("." or "..") && !child.Name.Contains('/', StringComparison.Ordinal) && !child.Name.Any(char.IsControl), "names are possible, and print", $"'{child.Name}'");
            Rule.Demand(child.Kind is FileKind.File or FileKind.Directory, "there are files and directories", $"{child.Kind}");
        }

        if (children.Count > 0)
        {
            string last = children[^1].Name;
            FileStatus status = node.Lookup(last, out FileNode? found);
            Rule.Demand(status.IsSuccess && found is not null, "what is listed can be looked up", $"'{last}': {status}");
        }
    }

    private static void Print(FileNode node, FileInformation information, ref Digest digest)
    {
        using StringWriter output = new() { NewLine = "\n" };
        LsPrinter.Print(output, [new LsItem(node.Name, information)], new LsOptions(All: false, Long: true, Recursive: false, DirectoriesThemselves: false), s_now);
        string line = output.ToString();
        digest.Add(line);
        Rule.Demand(!line[..^1].Any(char.IsControl), "ls prints nothing that a terminal obeys", $"{line}");
    }

    private static void Read(FileNode node, FileInformation information, ref Digest digest)
    {
        byte[] buffer = new byte[ReadBytes];
        ulong position = 0;
        while (position < MostFileBytes)
        {
            FileStatus status = node.Read(position, buffer, out int count);
            digest.Add(status.ToString());
            digest.Add(buffer.AsSpan(0, count));
            Rule.Demand(count >= 0 && count <= buffer.Length && position + (ulong)count <= information.Length, "a file has no more bytes than its length", $"{count} at {position} of {information.Length}");
            Rule.Demand(status.IsSuccess || count == 0, "a failure gives no bytes", $"{count}: {status}");
            if (count == 0)
            {
                Rule.Demand(!status.IsSuccess || position >= information.Length, "a file ends at its length or with a failure", $"{position} of {information.Length}");
                break;
            }

            position += (ulong)count;
        }

        Rule.Demand(node.Read(ulong.MaxValue, buffer, out int beyond).IsSuccess && beyond == 0, "there is nothing behind a file's end", $"{beyond}");
    }
}
