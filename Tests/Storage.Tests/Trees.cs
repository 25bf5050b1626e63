using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using CosmosNvme.Abstractions;
using NUnit.Framework;

namespace CosmosNvme.Storage.Tests;

/// <summary>Mounts devices and looks at what is on them.</summary>
internal static class Trees
{
    /// <summary>A stack with a device, mounted on /disk.</summary>
    internal static StorageStack Mounted(IBlockDevice device)
    {
        StorageStack stack = new();
        stack.Attach(device);
        FileStatus status = stack.Files.Mount("/dev/" + device.Name, "/disk", false, out _);
        Assert.That(status.IsSuccess, status.Message);
        return stack;
    }

    /// <summary>Why a device cannot be mounted.</summary>
    internal static FileStatus MountFailure(IBlockDevice device)
    {
        StorageStack stack = new();
        stack.Devices.Add(device);
        FileStatus status = stack.Files.Mount("/dev/" + device.Name, "/disk", false, out Mount? mount);
        Assert.That(mount, Is.Null, "it was mounted");
        return status;
    }

    internal static byte[] ReadAll(StorageStack stack, string path, int piece = 1 << 20)
    {
        FileStatus status = stack.Files.Open(path, out OpenFile? file);
        Assert.That(status.IsSuccess, path + ": " + status.Message);
        using OpenFileStream stream = new(file!);
        using MemoryStream content = new();
        byte[] buffer = new byte[piece];
        int count;
        while ((count = stream.Read(buffer, 0, buffer.Length)) > 0)
        {
            content.Write(buffer, 0, count);
        }

        return content.ToArray();
    }

    internal static string Sum(StorageStack stack, string path) => Convert.ToHexStringLower(SHA256.HashData(ReadAll(stack, path)));

    internal static FileInformation Stat(StorageStack stack, string path)
    {
        FileStatus status = stack.Files.Open(path, out OpenFile? file);
        Assert.That(status.IsSuccess, path + ": " + status.Message);
        using (file)
        {
            status = file!.GetInformation(out FileInformation information);
            Assert.That(status.IsSuccess, status.Message);
            return information;
        }
    }

    internal static string[] Names(StorageStack stack, string path)
    {
        FileStatus status = stack.Files.Open(path, out OpenFile? file);
        Assert.That(status.IsSuccess, path + ": " + status.Message);
        using (file)
        {
            List<FileNode> children = [];
            status = file!.List(children);
            Assert.That(status.IsSuccess, status.Message);
            return children.Select(child => child.Name).ToArray();
        }
    }

    /// <summary>Bytes that are the same in every run.</summary>
    internal static byte[] Pattern(int length, int seed)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
