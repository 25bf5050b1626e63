using System;
using System.IO;
using System.Linq;
using CosmosNvme.KernelTests.Devices;
using CosmosNvme.Nvme;
using CosmosNvme.Samples;
using CosmosNvme.Testing;
using Microsoft.Win32.SafeHandles;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Files;

/// <summary>Every way in which .NET and C make a file durable reaches the controller as a Flush.</summary>
[TestFixture]
[DestructiveTest]
internal sealed class SyncTests
{
    private const string Path = FatVolume.Place + "/synced";

    [OneTimeSetUp]
    public void Mount() => FatVolume.Mount();

    [OneTimeTearDown]
    public void Unmount() => FatVolume.Unmount();

    [Test]
    public void FileStream_FlushToDisk_Flushes()
    {
        using FileStream stream = new(Path, FileMode.Create);
        Assert.That(LeastFlushesOf(() => WriteTo(stream, toDisk: false)), Is.Zero, "that leaves it to the kernel");
        Assert.That(LeastFlushesOf(() => WriteTo(stream, toDisk: true)), Is.Positive);

        static void WriteTo(FileStream stream, bool toDisk)
        {
            stream.Write(new byte[100]);
            stream.Flush(flushToDisk: toDisk);
        }
    }

    [Test]
    public void RandomAccess_FlushToDisk_Flushes()
    {
        using SafeFileHandle handle = File.OpenHandle(Path, FileMode.Create, FileAccess.ReadWrite);
        Assert.That(LeastFlushesOf(() => RandomAccess.Write(handle, new byte[100], 0)), Is.Zero);
        Assert.That(LeastFlushesOf(() => RandomAccess.FlushToDisk(handle)), Is.Positive);
    }

    [Test]
    public void WriteThrough_EveryWrite_Flushes()
    {
        using SafeFileHandle handle = File.OpenHandle(Path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, FileOptions.WriteThrough);
        Assert.That(LeastFlushesOf(() => RandomAccess.Write(handle, new byte[100], 0)), Is.Positive);
    }

    // SQLite calls fdatasync.
    [Test]
    public void Sqlite_Commit_Flushes()
    {
        using Database database = new(FatVolume.Place + "/synced.db", TimeSpan.FromSeconds(20));
        database.Execute("CREATE TABLE numbers(id INTEGER)");
        Assert.That(LeastFlushesOf(() => database.Execute("INSERT INTO numbers VALUES(1)")), Is.Positive);
    }

    // The volume itself flushes too, but not more than once in 5 seconds.
    private static long LeastFlushesOf(Action action) => Enumerable.Range(0, 3).Min(_ => FlushesOf(action));

    private static long FlushesOf(Action action)
    {
        NvmeController controller = NvmeDisks.Controllers.Single(each => each.Namespaces.Any(disk => disk.Name == KernelContext.DestructiveDisk.Name));
        long before = Flushes(controller);
        action();
        return Flushes(controller) - before;
    }

    private static long Flushes(NvmeController controller) => Enumerable.Range(1, controller.QueuePairCount).Sum(id => controller.ReadStatistics(id).Flushes);
}
