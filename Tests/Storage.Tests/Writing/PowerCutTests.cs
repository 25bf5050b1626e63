using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Storage.Tests;

/// <summary>
/// Power goes during heavy writing. What was made durable is there, whole; and a check finds nothing but what FAT's design cannot avoid,
/// as docs/storage.md lists it.
/// </summary>
[TestFixture]
[Category("PowerCut")]
internal sealed class PowerCutTests
{
    private const int Threads = 3;
    private const int FilesOfAThread = 6;

    private static int CutsOfAKind => TestScale.Pick(quick: 4, plain: 20, soak: 200);

    [TestCase(12, true)]
    [TestCase(16, false)]
    [TestCase(32, true)]
    public void Volume_AfterPowerCuts_HasWhatWasDurable(int kind, bool discards)
    {
        int cuts = 0;
        for (int seed = 1; cuts < CutsOfAKind; seed++)
        {
            (VolatileDisk disk, Dictionary<string, FileHistory> histories) = Work(kind, seed, obeysFlush: true, discards);
            Assert.That(disk.Discarded > 0, Is.EqualTo(discards));
            cuts += disk.Cuts.Count;
            foreach ((int moment, byte[] medium) in disk.Cuts)
            {
                Assert.That(Complaints(moment, medium, histories), Is.Empty, $"seed {seed}, FAT{kind}, cut at {moment}");
            }
        }
    }

    // The entry that goes and the one that comes lie in different sectors, of which the disk may have got either first.
    [TestCase("renamed", "/names/temporary")]
    [TestCase("renamed", "/names/temporary too")]
    [TestCase("removed", "/names/temporary")]
    [TestCase("removed", "/names/temporary too")]
    public void Name_TakenAgainInTheSameBatch_IsNeverThereTwice(string what, string again)
    {
        const int Moments = 40;
        for (int seed = 1; seed <= 2; seed++)
        {
            VolatileDisk device = new(FatDisk.MakeImage(16), seed, []);
            FatDisk disk = new([], device);
            disk.MakeDirectory("/names");
            string[] fillers = [.. Enumerable.Range(0, 24).Select(number => $"/names/filler number {number}")];
            Array.ForEach(fillers[..12], filler => disk.Put(filler, [1]));
            disk.Put("/names/temporary", new byte[2000]);
            Array.ForEach(fillers[12..], filler => disk.Put(filler, [1]));
            disk.Delete(fillers[0]);
            FatDisk.Check(disk.Volume.Flush(), "flush");
            device.CutNext(Moments);
            if (what == "renamed")
            {
                disk.Move("/names/temporary", "/kept");
            }
            else
            {
                disk.Delete("/names/temporary");
            }

            disk.Put(again, new byte[3000]);
            FatDisk.Check(disk.Volume.Flush(), "flush");
            foreach ((int moment, byte[] medium) in device.Cuts)
            {
                Assert.That(FsckJudge.Complaints(FatDisk.FsckOutput(medium, out _), (one, other) => one == "/kept" != (other == "/kept")), Is.Empty, $"seed {seed}, cut at {moment}");
            }

            Assert.That(device.Cuts, Has.Count.InRange(5, Moments - 1), "all of them lie within the cuts");
        }
    }

    // The harness must be able to fail: a disk that does not obey its flushes loses what was promised.
    [Test]
    public void Harness_WithADiskThatIgnoresFlushes_GoesRed()
    {
        for (int seed = 1; seed < 10; seed++)
        {
            (VolatileDisk disk, Dictionary<string, FileHistory> histories) = Work(16, seed, obeysFlush: false, discards: false);
            if (disk.Cuts.Any(cut => Complaints(cut.Moment, cut.Medium, histories).Count > 0))
            {
                return;
            }
        }

        Assert.Fail("no cut of nine runs lost anything");
    }

    private static List<string> Complaints(int moment, byte[] medium, Dictionary<string, FileHistory> histories)
    {
        List<string> complaints = [.. FsckJudge.Complaints(FatDisk.FsckOutput(medium, out _), IsRename)];
        FatDisk disk = new(medium);
        foreach ((string path, FileHistory history) in histories)
        {
            byte[]? content = null;
            if (disk.TryNode(path, out FileNode? node).IsSuccess)
            {
                node!.GetInformation(out FileInformation information);
                content = new byte[information.Length];
                FileStatus status = node.Read(0, content, out int count);
                if (!status.IsSuccess || count < content.Length)
                {
                    content = [];
                }
            }

            if (history.Judge(moment, content) is string complaint)
            {
                complaints.Add($"{path} {complaint}");
            }
        }

        return complaints;
    }

    private static bool IsRename(string one, string other) =>
        one.EndsWith("/temporary", StringComparison.Ordinal) != other.EndsWith("/temporary", StringComparison.Ordinal);

    // Threads that write, make durable, replace, move and remove files in directories of their own, and in one for all.
    private static (VolatileDisk Disk, Dictionary<string, FileHistory> Histories) Work(int kind, int seed, bool obeysFlush, bool discards)
    {
        Random random = new(seed);
        VolatileDisk device = new(FatDisk.MakeImage(kind), seed, Enumerable.Range(0, 20).Select(_ => random.Next(40, 1500)).Order(), obeysFlush);
        FatDisk disk = new([], device);
        disk.Volume.Discards = discards;
        Dictionary<string, FileHistory> histories = [];
        disk.MakeDirectory("/shared");
        for (int thread = 0; thread < Threads; thread++)
        {
            disk.MakeDirectory($"/own{thread}");
            for (int file = 0; file < FilesOfAThread; file++)
            {
                string name = file % 2 == 0 ? $"/shared/thread {thread}, file number {file}.data" : $"/own{thread}/file {file}";
                histories[name] = new FileHistory();
            }
        }

        FatDisk.Check(disk.Volume.Flush(), "flush");
        List<Exception> failures = [];
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(thread => new Thread(() =>
        {
            try
            {
                string[] own = [.. histories.Keys.Where(path => path.Contains($"thread {thread},", StringComparison.Ordinal) || path.StartsWith($"/own{thread}/", StringComparison.Ordinal))];
                Random choices = new((seed * 10) + thread);
                while (device.Moment < 1500)
                {
                    string path = own[choices.Next(own.Length)];
                    Step(disk, device, path, histories[path], choices, $"/own{thread}/temporary");
                }
            }
            catch (Exception exception) when (exception is AssertionException or InvalidOperationException)
            {
                lock (failures)
                {
                    failures.Add(exception);
                }
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.That(failures, Is.Empty);
        return (device, histories);
    }

    private static void Step(FatDisk disk, VolatileDisk device, string path, FileHistory history, Random random, string temporary)
    {
        byte[] content = new byte[random.Next(4) == 0 ? random.Next(60_000) : random.Next(4000)];
        random.NextBytes(content);
        switch (random.Next(4))
        {
            case 0:
                // The way of those who replace a file safely.
                history.Begin(device.Moment, content);
                FatDisk.Check(disk.Put(temporary, content).Flush(false), "fsync");
                disk.Move(temporary, path);
                FatDisk.Check(disk.Node(path).Flush(false), "fsync");
                history.Settle(device.Moment);
                break;
            case 1 when disk.Exists(path):
                history.Begin(device.Moment, null);
                disk.Delete(path);
                FatDisk.Check(disk.Parent(path).Flush(false), "fsync");
                history.Settle(device.Moment);
                break;
            case 2 when disk.Exists(path):
                FileNode node = disk.Node(path);
                byte[] longer = [.. FatDisk.Content(node), .. content.AsSpan(0, Math.Min(content.Length, 3000))];
                history.Begin(device.Moment, longer);
                FatDisk.Write(node, (ulong)(longer.Length - Math.Min(content.Length, 3000)), content[..Math.Min(content.Length, 3000)]);
                FatDisk.Check(node.Flush(dataOnly: true), "fdatasync");
                history.Settle(device.Moment);
                break;
            default:
                // Work that nobody makes durable.
                disk.Put(temporary, content);
                disk.Delete(temporary);
                break;
        }
    }
}
