using System;
using System.Globalization;
using System.IO;
using CosmosNvme.Lab;

namespace CosmosNvme.Cosmos;

/// <summary>The content of the disk that is measured. Disposing deletes it.</summary>
internal sealed class BenchDisk : IDisposable
{
    /// <summary>Bytes of the disk.</summary>
    internal const long Bytes = 1L << 30;

    private const string MemoryFolder = "/dev/shm";

    private readonly FileStream? _file;

    /// <summary>Makes it.</summary>
    /// <param name="configuration">The machine.</param>
    /// <exception cref="IOException">The host's memory has no room for it.</exception>
    internal BenchDisk(BenchConfiguration configuration)
    {
        if (!configuration.IsFile)
        {
            Backing = new NullBacking(Bytes);
            return;
        }

        // Without a name from the start: whatever ends this process gives the memory back. QEMU opens what this process has open.
        string path = Path.Combine(MemoryFolder, $"cosmos-bench-{Guid.NewGuid():N}");
        _file = new FileStream(path, FileMode.CreateNew);
        File.Delete(path);
        string opened = string.Create(CultureInfo.InvariantCulture, $"/proc/{Environment.ProcessId}/fd/{_file.SafeFileHandle.DangerousGetHandle()}");
        Backing = new BlockDriverBacking($"driver=raw,file.driver=file,file.filename={opened},file.locking=off");
        try
        {
            // Really written: a hole would be read as one page again and again.
            byte[] piece = new byte[1 << 20];
            for (long done = 0; done < Bytes; done += piece.Length)
            {
                _file.Write(piece);
            }
        }
        catch (IOException)
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>What QEMU is told.</summary>
    internal Backing Backing { get; }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}
