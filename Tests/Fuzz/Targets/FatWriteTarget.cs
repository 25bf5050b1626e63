using System;
using System.Collections.Generic;
using System.Text;
using CosmosNvme.Storage;

namespace CosmosNvme.Fuzz;

/// <summary>FAT12, FAT16 and FAT32, mounted for writing: files and directories are made, written, cut, renamed and removed on whatever is there.</summary>
internal sealed class FatWriteTarget : FuzzTarget
{
    private const int Permissions = 0b111_101_101;
    private const int MostNodes = 12;

    // A search for free clusters looks at the whole table at most once for each change, and a directory is read once.
    private const long MostBytes = 64L * FuzzDisk.Bytes;

    /// <inheritdoc/>
    internal override string Name => "fat-write";

    /// <inheritdoc/>
    internal override string Summary => "FAT volumes that are written to";

    /// <inheritdoc/>
    internal override int MaximumLength => 20 * 1024;

    /// <inheritdoc/>
    internal override IReadOnlyList<byte[]> Words { get; } =
        [[0xF8, 0xFF], [0xFF, 0xFF, 0xFF, 0x0F], [0xF7, 0xFF, 0xFF, 0x0F], [0x55, 0xAA], [0x10], [0x0F], [0xE5], [0x05], "..         "u8.ToArray()];

    // The disk itself, the cache of it, and what is changed before it is written: clusters of half a mebibyte are cleared for directories.
    /// <inheritdoc/>
    internal override long AllocationLimit(int inputLength) => (96L << 20) + (1024L * inputLength);

    /// <inheritdoc/>
    internal override IEnumerable<byte[]> Seeds()
    {
        yield return FuzzDisk.Input(512, FatSeeds.Fat12(), []);
        yield return FuzzDisk.Input(512, FatSeeds.Fat16(), []);
        yield return FuzzDisk.Input(512, FatSeeds.Fat32(), []);
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
        FuzzDisk source = new(input, new StepBudget("bytes read", MostBytes));
        WritableFuzzDisk disk = new(source, new StepBudget("bytes written", MostBytes));
        Digest digest = new();
        FileStatus status = FileSystemProbe.Find(disk, out _, out FileSystemType? type);
        digest.Add(status.ToString());
        if (type is null)
        {
            return digest.Value;
        }

        status = type.Mount(disk, writable: true, out FileSystem? fileSystem);
        digest.Add(status.ToString());
        Rule.Demand(status.IsSuccess == (fileSystem is not null), "there is a file system exactly after a success", $"{status}");
        if (fileSystem is null)
        {
            return digest.Value;
        }

        Change(fileSystem.Root, ref digest);
        digest.Add(fileSystem.Flush().ToString());
        Queue<FileNode> open = new([fileSystem.Root]);
        for (int visited = 0; visited < MostNodes && open.TryDequeue(out FileNode? node); visited++)
        {
            if (node.Kind == FileKind.Directory)
            {
                List<FileNode> children = [];
                digest.Add(node.List(children).ToString());
                Change(node, ref digest);
                children.ForEach(open.Enqueue);
            }
            else
            {
                Write(node, ref digest);
            }
        }

        digest.Add(fileSystem.GetSpace(out FileSystemSpace space).ToString());
        Rule.Demand(space.FreeBlocks <= space.Blocks, "no more is free than there is", $"{space}");
        digest.Add(fileSystem.Close().ToString());
        return digest.Value;
    }

    private static void Change(FileNode directory, ref Digest digest)
    {
        byte[] text = Encoding.UTF8.GetBytes("what is written");
        FileStatus status = directory.CreateFile("a new file with a name", Permissions, out FileNode? file);
        digest.Add(status.ToString());
        Rule.Demand(status.IsSuccess == (file is not null), "there is a file exactly after a success", $"{status}");
        if (file is not null)
        {
            Write(file, ref digest);
            status = file.SetLength(0);
            FileStatus written = file.Write(0, text, out int count);
            byte[] back = new byte[text.Length];
            FileStatus read = file.Read(0, back, out int readCount);
            bool isWhole = status.IsSuccess && written.IsSuccess && read.IsSuccess && count == text.Length;
            Rule.Demand(!isWhole || readCount == text.Length, "what was written is there", $"{count} and {readCount} bytes");
            digest.Add(directory.Rename("a new file with a name", directory, "ANOTHER.TXT", replace: true).ToString());
        }

        digest.Add(directory.CreateDirectory("directory", Permissions, out FileNode? inner).ToString());
        if (inner is not null)
        {
            digest.Add(inner.CreateFile("inner", Permissions, out _).ToString());
            digest.Add(inner.Rename("inner", directory, "outer", replace: true).ToString());
            digest.Add(directory.Remove("directory", FileKind.Directory).ToString());
        }

        List<FileNode> children = [];
        directory.List(children);
        if (children.Count > 1)
        {
            digest.Add(directory.Remove(children[0].Name, children[0].Kind).ToString());
        }
    }

    private static void Write(FileNode file, ref Digest digest)
    {
        digest.Add(file.Acquire().ToString());
        digest.Add(file.Write(3000, new byte[5000], out int count).ToString());
        Rule.Demand(count is >= 0 and <= 5000, "no more is written than was asked for", $"{count}");
        digest.Add(file.SetLength(100).ToString());
        digest.Add(file.Flush(false).ToString());
        file.Release();
    }
}
