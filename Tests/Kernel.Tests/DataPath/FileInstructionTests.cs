using System;
using System.IO;
using CosmosNvme.Storage;
using CosmosNvme.Testing;
using Microsoft.Win32.SafeHandles;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.DataPath;

/// <summary>
/// How many instructions a call of System.IO on a file takes, from the program to the file system's cache and back: what all of it costs without a
/// device. The volume is FAT on a disk in memory.
/// </summary>
[InstructionsTest]
internal sealed class FileInstructionTests
{
    private const string Place = "/counted";
    private const int BufferBytes = 4096;
    private const int DiskBytes = 96 << 20;

    // More than the cache holds, a sixteenth of the machine's memory.
    private const int FileBytes = 80 << 20;

    // Far enough apart that no read finds what another one has brought.
    private const int Distance = 64 * 1024;

    private readonly RamDisk _disk = new("ram0", new byte[DiskBytes]);
    private StorageStack _storage = null!;

    [OneTimeSetUp]
    public void Mount()
    {
        _storage = KernelContext.Storage;
        _storage.Attach(_disk);
        Expect(FatFormatter.Format(_disk, new FatFormatOptions()));
        Expect(_storage.Files.Mount("/dev/ram0", Place, writable: true, out _));
        File.WriteAllBytes(Place + "/file", new byte[FileBytes]);
    }

    [OneTimeTearDown]
    public void Unmount()
    {
        Expect(_storage.Files.Unmount(Place));
        Expect(_storage.Detach(_disk));
    }

    [Test]
    public void Read_InTheCache() => Measure("file, read, in the cache", FileAccess.Read, (handle, buffer, round) => RandomAccess.Read(handle, buffer, 8 * BufferBytes));

    // From a cache that is full, as it is most of its life: something else has to leave.
    [Test]
    public void Read_NotInTheCache()
    {
        const int FrameBytes = 16 * 1024;
        using (SafeFileHandle handle = File.OpenHandle(Place + "/file"))
        {
            byte[] buffer = new byte[BufferBytes];
            for (long offset = FileBytes - FrameBytes; offset >= 0; offset -= FrameBytes)
            {
                RandomAccess.Read(handle, buffer, offset);
            }
        }

        Measure("file, read, not in the cache", FileAccess.Read, (handle, buffer, round) => RandomAccess.Read(handle, buffer, FileBytes - ((long)round * Distance)));
    }

    // What programs call. Without a buffer of its own, as whole blocks are read.
    [Test]
    public void Stream_Read_InTheCache()
    {
        using FileStream stream = new(Place + "/file", FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        byte[] buffer = new byte[BufferBytes];
        CountedInstructions.Measure("FileStream, read, in the cache", 1, round =>
        {
            stream.Position = 8 * BufferBytes;
            stream.ReadExactly(buffer);
        });
    }

    [Test]
    public void Write_InTheCache() => Measure("file, written, in the cache", FileAccess.Write, (handle, buffer, round) => RandomAccess.Write(handle, buffer, 8 * BufferBytes));

    private static void Measure(string figure, FileAccess access, Action<SafeFileHandle, byte[], int> use)
    {
        using SafeFileHandle handle = File.OpenHandle(Place + "/file", FileMode.Open, access);
        byte[] buffer = new byte[BufferBytes];
        CountedInstructions.Measure(figure, 1, round => use(handle, buffer, round + 1));
    }

    private static void Expect(FileStatus status) => Assert.That(status.IsSuccess, Is.True, status.Message);
}
