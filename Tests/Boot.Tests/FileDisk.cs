using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Boot.Tests;

/// <summary>A disk image with a GPT and a FAT32 partition of files that are hard to read, and the sums that mtools and the host give for them.</summary>
internal sealed class FileDisk : IDisposable
{
    private const int MiB = 1024 * 1024;
    private const int FirstByte = MiB;
    private const int VolumeBytes = 142 * MiB;
    private const int DiskBytes = VolumeBytes + (2 * MiB);
    private const int ClusterBytes = 2048;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cosmos-files-");
    private readonly int _blockBytes;

    /// <summary>Makes the image.</summary>
    /// <param name="blockBytes">Bytes of the blocks that GPT and FAT count in.</param>
    internal FileDisk(int blockBytes)
    {
        // mtools writes names in the locale's encoding.
        Environment.SetEnvironmentVariable("LC_ALL", "C.UTF-8");
        _blockBytes = blockBytes;
        Path = System.IO.Path.Combine(_folder.FullName, "disk.img");
        MakeEmpty();
        MakePieces();
        Put("0 bytes", []);
        Put("one.bin", [0x5A]);
        Put("exactly one cluster.bin", Pattern(ClusterOf(blockBytes), 1));
        Put("größe äöü ß.txt", Pattern(12_345, 2));
        Put(new string('n', 251) + ".bin", Pattern(70_000, 3));
        Put("fragmented.bin", Pattern(64 * MiB, 4));
    }

    /// <summary>The image file.</summary>
    internal string Path { get; }

    /// <summary>Names of the files, and the digests of what mtools reads from the image under them.</summary>
    internal List<(string Name, long Length, string Sum)> Files { get; } = [];

    /// <summary>The image as content of namespaces; it stays as it is, so many machines may have it at once.</summary>
    internal Backing Backing => new ImageBacking(Path) { KeepsImage = true };

    /// <summary>The image as the only namespace of a controller.</summary>
    internal ControllerSpec Controller => ControllerSpec.With(Backing, _blockBytes);

    private string Volume => $"{Path}@@{FirstByte}";

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Shell commands that mount the partition, list it and print the files' sums.</summary>
    internal string Commands(string device, string directory)
    {
        IEnumerable<string> paths = Files.Select(file => $"'{directory}/{file.Name}'");
        return $"mount {device} {directory}; ls -l {directory}; sha256sum {string.Join(' ', paths)}";
    }

    /// <summary>Asserts that a machine printed, for every file, the length and the sum that the host has.</summary>
    internal void ExpectSums(MachineResult result, string directory)
    {
        foreach ((string name, long length, string sum) in Files)
        {
            Assert.That(result.Console, Does.Contain($"{sum}  {directory}/{name}\n"));
            Assert.That(result.Console, Does.Match($"(?m)^-rwxr-xr-x 1 root root +{length} .* {Regex.Escape(name)}$"));
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    // FAT32 has 65525 clusters or more; a cluster is one sector or more.
    private static int ClusterOf(int blockBytes) => Math.Max(ClusterBytes, blockBytes);

    private static byte[] Pattern(int length, int seed)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private void MakeEmpty()
    {
        // With sectors of 4096 bytes a cluster is one, and 65525 of them are 256 MiB: the rest of the file is a hole.
        int volume = _blockBytes == 512 ? VolumeBytes : 270 * MiB;
        byte[] disk = new byte[_blockBytes == 512 ? DiskBytes : 272 * MiB];
        ulong first = (ulong)(FirstByte / _blockBytes);
        GptWriter.Write(disk, _blockBytes, [(first, first + (ulong)(volume / _blockBytes) - 1, "files")]);
        File.WriteAllBytes(Path, disk);
        ToolRunner.RunOrThrow(
            "mkfs.fat", "-F", "32", "-S", Text(_blockBytes), "-s", Text(ClusterOf(_blockBytes) / _blockBytes), "-n", "FILES", "--offset=" + Text(FirstByte / _blockBytes), Path, Text(volume / 1024));
    }

    // Fills the volume but for a little, and takes every other piece away: what comes next lies in the holes.
    private void MakePieces()
    {
        int count = _blockBytes == 512 ? 136 : 262;
        DirectoryInfo pieces = _folder.CreateSubdirectory("pieces");
        string[] names = Enumerable.Range(0, count).Select(index => string.Create(CultureInfo.InvariantCulture, $"P{index:000}")).ToArray();
        foreach (string name in names)
        {
            using FileStream piece = File.Create(System.IO.Path.Combine(pieces.FullName, name));
            piece.SetLength(MiB);
        }

        ToolRunner.RunOrThrow("mmd", "-i", Volume, "::/pieces");
        ToolRunner.RunOrThrow("mcopy", ["-i", Volume, .. names.Select(name => System.IO.Path.Combine(pieces.FullName, name)), "::/pieces"]);
        ToolRunner.RunOrThrow("mdel", ["-i", Volume, .. names.Where((_, index) => index % 2 == 0).Select(name => "::/pieces/" + name)]);
        pieces.Delete(recursive: true);
    }

    private void Put(string name, byte[] content)
    {
        string file = System.IO.Path.Combine(_folder.FullName, "content");
        File.WriteAllBytes(file, content);
        ToolRunner.RunOrThrow("mcopy", "-i", Volume, file, "::/" + name);
        File.Delete(file);
        ToolRunner.RunOrThrow("mcopy", "-n", "-i", Volume, "::/" + name, file);
        byte[] read = File.ReadAllBytes(file);
        if (!read.AsSpan().SequenceEqual(content))
        {
            throw new LabException($"mtools does not read back what it wrote to '{name}'.");
        }

        Files.Add((name, read.Length, Convert.ToHexStringLower(SHA256.HashData(read))));
    }
}
