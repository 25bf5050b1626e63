using System;
using CosmosNvme.KernelTests.Files;

namespace CosmosNvme.Storage.Tests;

/// <summary>The operations of the model, done to a FAT volume.</summary>
internal static class FatOperations
{
    /// <summary>Does one.</summary>
    internal static FileError DoTo(this FileOperation operation, FatDisk disk)
    {
        if (operation.Kind is 11)
        {
            return disk.Volume.Flush().Error;
        }

        if (operation.Kind is 9 or 10 && operation.MovesIntoItself)
        {
            return FileError.Invalid;
        }

        string parentPath = operation.Path[..operation.Path.LastIndexOf('/')];
        FileStatus status = disk.TryNode(parentPath, out FileNode? parent);
        if (!status.IsSuccess)
        {
            return status.Error;
        }

        string name = FatDisk.NameOf(operation.Path);
        switch (operation.Kind)
        {
            case 0 or 1:
                return parent!.CreateFile(name, FatDisk.All, out _).Error;
            case 2:
                return parent!.CreateDirectory(name, FatDisk.All, out _).Error;
            case 7 or 8:
                return parent!.Remove(name, operation.Kind == 7 ? FileKind.File : FileKind.Directory).Error;
            case 9 or 10:
                status = disk.TryNode(operation.Other[..operation.Other.LastIndexOf('/')], out FileNode? target);
                return parent!.Kind != FileKind.Directory ? FileError.NotADirectory
                    : !status.IsSuccess ? status.Error
                    : target!.Kind != FileKind.Directory ? FileError.NotADirectory
                    : parent.Rename(name, target, FatDisk.NameOf(operation.Other), operation.Kind == 9).Error;
        }

        status = parent!.Lookup(name, out FileNode? node);
        if (!status.IsSuccess)
        {
            return status.Error;
        }

        if (operation.Kind == 6)
        {
            status = node!.SetLength((ulong)operation.Offset);
        }
        else
        {
            status = node!.Write((ulong)operation.Offset, operation.Data, out int count);
            if (status.IsSuccess && count != operation.Length)
            {
                throw new InvalidOperationException($"{count} of {operation.Length} bytes were written.");
            }
        }

        return status.IsSuccess && operation.Seed % 4 == 0 ? node.Flush(operation.Seed % 8 == 0).Error : status.Error;
    }
}
