using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using CosmosNvme.Shell.Commands;
using CosmosNvme.Storage;

namespace CosmosNvme.Fuzz;

/// <summary>A file system that is read: it is mounted, directories are walked, files are read, and what ls prints of them is looked at.</summary>
internal abstract class VolumeTarget : FuzzTarget
{
    /// <summary>How many files and directories are looked at.</summary>
    protected const int MostNodes = 24;

    private const int MostFileBytes = 128 * 1024;
    private const int ReadBytes = 10_000;

    private static readonly DateTime s_now = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>What may be read of the device.</summary>
    protected abstract long MostBytesRead { get; }

    /// <summary>The input of the disk that an input stands for.</summary>
    protected virtual byte[] DiskOf(ReadOnlySpan<byte> input) => input.ToArray();

    /// <inheritdoc/>
    internal override ulong Run(ReadOnlySpan<byte> input)
    {
        FuzzDisk disk = new(DiskOf(input), new StepBudget("bytes read", MostBytesRead));
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
                status = node.ReadLink(out string target);
                digest.Add(status.ToString());
                digest.Add(target);
                Rule.Demand(status.IsSuccess == (node.Kind == FileKind.SymbolicLink), "symbolic links lead somewhere, and nothing else does", $"{node.Kind}: {status}");
            }
        }
    }

    private static void CheckChildren(FileNode node, List<FileNode> children)
    {
        foreach (FileNode child in children)
        {
            Rule.Demand(child.Name.Length is > 0 and <= 255 && child.Name is not ("." or "..") && !child.Name.Contains('/', StringComparison.Ordinal) && !child.Name.Any(char.IsControl), "names are possible, and print", $"'{child.Name}'");
            Rule.Demand(child.Kind is FileKind.File or FileKind.Directory or FileKind.SymbolicLink, "there are files, directories and symbolic links", $"{child.Kind}");
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

        Rule.Demand(node.Kind != FileKind.File || (node.Read(ulong.MaxValue, buffer, out int beyond).IsSuccess && beyond == 0), "there is nothing behind a file's end", $"{position}");
    }
}
