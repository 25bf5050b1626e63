using System;
using System.Threading;
using NUnit.Framework;

namespace CosmosNvme.Storage.Tests;

/// <summary>fsync of a file while others make their changes durable: batches begin and end at any moment.</summary>
[TestFixture]
internal sealed class FlushRaceTests
{
    private const int Rounds = 150_000;
    private const int LengthOffset = 28;

    [Test]
    public void Flush_WhileOthersFlush_LeavesTheNewLengthOnTheDisk()
    {
        FatDisk disk = FatDisk.Make(16);
        FileNode node = disk.Create("/APPENDED");
        FatDisk.Check(disk.Volume.Flush(), "flush");
        int entry = disk.Image.AsSpan().IndexOf("APPENDED   "u8);
        bool isOver = false;
        Thread other = new(() =>
        {
            FileNode busy = disk.Create("/OTHER");
            for (byte round = 0; !Volatile.Read(ref isOver); round++)
            {
                FatDisk.Write(busy, 0, [round]);
                FatDisk.Check(busy.SetTimes(null, new DateTime(2026, 1, 1).AddSeconds(2 * round)), "times");
                FatDisk.Check(busy.Flush(false), "fsync");
            }
        });
        other.Start();
        int wrong = 0;
        for (int round = 0; round < Rounds; round++)
        {
            FatDisk.Write(node, (ulong)round, [1]);
            FatDisk.Check(node.Flush(dataOnly: round % 2 == 0), "fsync");
            wrong += BitConverter.ToInt32(disk.Image, entry + LengthOffset) < round + 1 ? 1 : 0;
        }

        Volatile.Write(ref isOver, true);
        other.Join();
        Assert.That(wrong, Is.Zero, $"of {Rounds}");
    }
}
