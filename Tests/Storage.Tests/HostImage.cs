using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using CosmosNvme.Abstractions;
using CosmosNvme.Lab;

namespace CosmosNvme.Storage.Tests;

/// <summary>An image file in a folder of its own, filled with the host's tools.</summary>
internal sealed class HostImage : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cosmos-storage-");

    internal HostImage(long bytes)
    {
        Path = System.IO.Path.Combine(_folder.FullName, "disk.img");
        using FileStream stream = File.Create(Path);
        stream.SetLength(bytes);
    }

    internal string Path { get; }

    /// <summary>An image with a FAT file system on the whole of it.</summary>
    internal static HostImage OfFat(long bytes, params string[] options)
    {
        HostImage image = new(bytes);
        image.Tool("mkfs.fat", [.. options, image.Path]);
        return image;
    }

    internal string Tool(string program, params IEnumerable<string> arguments)
    {
        try
        {
            return ToolRunner.RunOrThrow(program, arguments);
        }
        catch (LabException exception) when (exception.InnerException is System.ComponentModel.Win32Exception)
        {
            throw new LabException($"{program} is missing; install it: apt-get install dosfstools mtools fdisk gdisk", exception);
        }
    }

    /// <summary>Runs a script of sfdisk.</summary>
    internal void Sfdisk(string script)
    {
        string file = System.IO.Path.Combine(_folder.FullName, "table.txt");
        File.WriteAllText(file, script);
        Tool("sh", "-c", $"PATH=$PATH:/usr/sbin:/sbin sfdisk --quiet --wipe=never '{Path}' < '{file}'");
    }

    /// <summary>Puts a file on the FAT file system; the name is a path on it.</summary>
    internal void Put(string name, byte[] content)
    {
        string file = System.IO.Path.Combine(_folder.FullName, "content");
        File.WriteAllBytes(file, content);
        Tool("mcopy", "-o", "-i", Path, file, "::" + name);
    }

    internal void MakeDirectory(string name) => Tool("mmd", "-i", Path, "::" + name);

    /// <summary>Puts files of a pattern and takes every other one away, so that what comes next is in pieces.</summary>
    internal void Fragment(int files, int bytesPerFile)
    {
        DirectoryInfo pieces = _folder.CreateSubdirectory("pieces");
        List<string> put = ["-i", Path];
        List<string> delete = ["-i", Path];
        for (int index = 0; index < files; index++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"P{index:0000}");
            string file = System.IO.Path.Combine(pieces.FullName, name);
            File.WriteAllBytes(file, new byte[bytesPerFile]);
            put.Add(file);
            if (index % 2 == 0)
            {
                delete.Add("::/PIECES/" + name);
            }
        }

        MakeDirectory("/PIECES");
        Tool("mcopy", [.. put, "::/PIECES"]);
        Tool("mdel", delete);
        pieces.Delete(recursive: true);
    }

    internal byte[] Bytes() => File.ReadAllBytes(Path);

    internal RamDisk Disk(int blockBytes = 512, string name = "ram0") => new(name, Bytes(), blockBytes, isReadOnly: true);

    internal static IBlockDevice Disk(byte[] bytes, int blockBytes = 512) => new RamDisk("ram0", bytes, blockBytes, isReadOnly: true);

    public void Dispose() => _folder.Delete(recursive: true);
}
