using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using CosmosNvme.Abstractions;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Storage.Tests;

/// <summary>A FAT volume in memory, mounted for writing, with operations by path that demand success. The host's tools judge what is left.</summary>
internal sealed class FatDisk
{
    internal const int All = 0b111_101_101;

    internal FatDisk(byte[] image, IBlockDevice? device = null)
    {
        Image = image;
        Device = device ?? new RamDisk("ram0", image);
        FileStatus status = new FatType().Mount(Device, writable: true, out FileSystem? volume);
        Assert.That(status.IsSuccess, status.Message);
        Volume = (FatVolume)volume!;
    }

    internal byte[] Image { get; }

    internal IBlockDevice Device { get; }

    internal FatVolume Volume { get; }

    /// <summary>A volume that mkfs.fat made.</summary>
    internal static FatDisk Make(int kind, int mebibytes = 0) => new(MakeImage(kind, mebibytes));

    internal static byte[] MakeImage(int kind, int mebibytes = 0)
    {
        mebibytes = mebibytes > 0 ? mebibytes : kind switch { 12 => 2, 16 => 4, _ => 40 };
        using HostImage image = HostImage.OfFat(mebibytes * 1024L * 1024, "-F", $"{kind}", "-s", "1");
        return image.Bytes();
    }

    internal FileNode Node(string path)
    {
        FileStatus status = TryNode(path, out FileNode? node);
        Assert.That(status.IsSuccess, path + ": " + status.Message);
        return node!;
    }

    internal FileStatus TryNode(string path, out FileNode? node)
    {
        node = Volume.Root;
        foreach (string name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            FileStatus status = node!.Lookup(name, out node);
            if (!status.IsSuccess)
            {
                return status;
            }
        }

        return FileStatus.Success;
    }

    internal bool Exists(string path) => TryNode(path, out _).IsSuccess;

    internal FileNode Parent(string path) => Node(path[..path.LastIndexOf('/')]);

    internal static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    internal FileNode Create(string path)
    {
        FileStatus status = Parent(path).CreateFile(NameOf(path), All, out FileNode? node);
        Assert.That(status.IsSuccess, path + ": " + status.Message);
        return node!;
    }

    internal FileNode Put(string path, byte[] content)
    {
        FileNode node = Exists(path) ? Node(path) : Create(path);
        Check(node.SetLength(0), path);
        Write(node, 0, content);
        return node;
    }

    internal static void Write(FileNode node, ulong offset, byte[] content)
    {
        FileStatus status = node.Write(offset, content, out int count);
        Assert.That(status.IsSuccess, status.Message);
        Assert.That(count, Is.EqualTo(content.Length));
    }

    internal void MakeDirectory(string path)
    {
        FileStatus status = Parent(path).CreateDirectory(NameOf(path), All, out _);
        Assert.That(status.IsSuccess, path + ": " + status.Message);
    }

    internal void Delete(string path) => Check(Parent(path).Remove(NameOf(path), FileKind.File), path);

    internal void DeleteDirectory(string path) => Check(Parent(path).Remove(NameOf(path), FileKind.Directory), path);

    internal void Move(string path, string to) => Check(Parent(path).Rename(NameOf(path), Parent(to), NameOf(to), replace: true), path);

    internal byte[] Get(string path) => Content(Node(path));

    internal static byte[] Content(FileNode node)
    {
        node.GetInformation(out FileInformation information);
        byte[] content = new byte[information.Length];
        FileStatus status = node.Read(0, content, out int count);
        Assert.That(status.IsSuccess, status.Message);
        Assert.That(count, Is.EqualTo(content.Length));
        return content;
    }

    internal string[] Names(string path)
    {
        List<FileNode> children = [];
        Check(Node(path).List(children), path);
        return [.. children.Select(child => child.Name).Order(StringComparer.Ordinal)];
    }

    internal void Close() => Check(Volume.Close(), "close");

    /// <summary>Ends the mount, and sees that the host's fsck has nothing to say.</summary>
    internal void CloseAndCheck()
    {
        Close();
        Assert.That(FsckOutput(Image, out int exit), Does.Not.Contain("ram0").And.Not.Empty);
        Assert.That(exit, Is.Zero, FsckOutput(Image, out _));
    }

    /// <summary>What fsck.fat -n says of a volume.</summary>
    internal static string FsckOutput(byte[] image, out int exit)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, image);
            string output = ToolRunner.RunOrThrow("sh", ["-c", $"PATH=$PATH:/usr/sbin:/sbin; fsck.fat -n -v '{file}' 2>&1; echo EXIT=$?"]);
            int mark = output.LastIndexOf("EXIT=", StringComparison.Ordinal);
            exit = int.Parse(output[(mark + 5)..].Trim(), System.Globalization.CultureInfo.InvariantCulture);
            return output[..mark];
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>A file's bytes as mtools reads them.</summary>
    internal static byte[] HostGet(byte[] image, string path)
    {
        string folder = Directory.CreateTempSubdirectory("cosmos-mtools-").FullName;
        try
        {
            string file = Path.Combine(folder, "disk.img");
            File.WriteAllBytes(file, image);
            ToolRunner.RunOrThrow("mcopy", ["-n", "-i", file, "::" + path, Path.Combine(folder, "out")]);
            return File.ReadAllBytes(Path.Combine(folder, "out"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    internal static void Check(FileStatus status, string what) => Assert.That(status.IsSuccess, what + ": " + status.Message);
}
