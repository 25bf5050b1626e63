using System;
using System.Globalization;
using System.IO;
using CosmosNvme.Lab;

namespace CosmosNvme.Cosmos;

/// <summary>The machine that is measured, the same for whatever system runs on it.</summary>
/// <param name="Cpus">CPUs, and jobs of each measurement.</param>
/// <param name="IsFile">Whether the disk is a file in the host's memory, instead of zeroes that take no time.</param>
internal sealed record BenchConfiguration(int Cpus, bool IsFile)
{
    /// <summary>Bytes of the disk.</summary>
    internal const long DiskBytes = 1L << 30;

    private const string MemoryFolder = "/dev/shm";

    /// <summary>For people.</summary>
    internal string Name => string.Create(CultureInfo.InvariantCulture, $"{Cpus} CPU{(Cpus == 1 ? "" : "s")}, {(IsFile ? "file in the host's memory" : "disk that takes no time")}");

    /// <summary>Makes the content of the disk.</summary>
    /// <returns>It, and the file to delete afterwards; null if there is none.</returns>
    internal (Backing Backing, string? File) MakeDisk()
    {
        if (!IsFile)
        {
            return (new NullBacking(DiskBytes), null);
        }

        string path = Path.Combine(MemoryFolder, $"cosmos-bench-{Guid.NewGuid():N}");
        byte[] piece = new byte[1 << 20];
        using FileStream file = new(path, FileMode.CreateNew);

        // Really written: a hole would be read as one page again and again.
        for (long done = 0; done < DiskBytes; done += piece.Length)
        {
            file.Write(piece);
        }

        return (new BlockDriverBacking($"driver=raw,file.driver=file,file.filename={path},file.locking=off"), path);
    }

    /// <summary>The machine with that disk on its only controller.</summary>
    internal MachineProfile Profile(Backing disk) => new()
    {
        Cpus = Cpus,
        Controllers = [ControllerSpec.With(disk)],
        QemuArguments = [.. HostSample.QemuArguments],
        Supervision = Supervision.None,
    };
}
