using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.Lab.Tests;

/// <summary>What a power cut leaves of a log: all that is durable, anything of the rest.</summary>
[Category("PowerCut")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PowerCutTests
{
    private const string Disk = "disk";
    private const int Blocks = 8;
    private const int Seeds = 300;

    private readonly RequestLog _log = new();

    [Test]
    public void Write_BeforeAFlush_IsAlwaysThere()
    {
        Write(0, 2, 1);
        Flush();
        Assert.That(Outcomes(), Is.EqualTo(new[] { "11000000" }));
    }

    [Test]
    public void Write_AfterAFlush_IsThereOrNotBlockByBlock()
    {
        Flush();
        Write(0, 2, 1);
        Assert.That(Outcomes(), Is.EqualTo(new[] { "00000000", "01000000", "10000000", "11000000" }));
    }

    [Test]
    public void Write_OnItsWayWhileAFlushIs_MayBeLost()
    {
        DiskRequest write = Begin(DiskRequestKind.Write, 0, 1, 1, isThrough: false);
        DiskRequest flush = Begin(DiskRequestKind.Flush, 0, 0, 0, isThrough: false);
        _log.Finish(write);
        _log.Finish(flush);
        Assert.That(Outcomes(), Is.EqualTo(new[] { "00000000", "10000000" }));
    }

    [Test]
    public void Flush_NotAnsweredBeforeTheCut_PromisesNothing()
    {
        Write(0, 1, 1);
        DiskRequest flush = Begin(DiskRequestKind.Flush, 0, 0, 0, isThrough: false);
        int moment = flush.Began + 1;
        _log.Finish(flush);
        Assert.That(Outcomes(moment), Has.Length.EqualTo(2));
        Assert.That(Outcomes(moment + 1), Has.Length.EqualTo(1));
    }

    [Test]
    public void Writes_OfOneBlock_AreThereInAnyOrder()
    {
        Write(0, 1, 1);
        Write(0, 1, 2);
        Assert.That(Outcomes(), Is.EqualTo(new[] { "00000000", "10000000", "20000000" }));
    }

    [Test]
    public void Write_Through_IsThereAndNothingOlderComesBack()
    {
        Write(0, 2, 1);
        Write(0, 1, 2, isThrough: true);
        Write(1, 1, 3);
        Assert.That(Outcomes(), Is.EqualTo(new[] { "20000000", "21000000", "23000000" }));
    }

    [Test]
    public void Discard_BeforeAFlush_LeavesNothingThatWasWritten()
    {
        Write(0, 2, 1);
        Flush();
        _log.Finish(Begin(DiskRequestKind.Discard, 0, 1, 0, isThrough: false));
        Flush();
        Assert.That(Outcomes(), Is.EqualTo(new[] { "?1000000" }));
    }

    [Test]
    public void Log_WithoutDurability_LosesWhatWasFlushedAndWrittenThrough()
    {
        Write(0, 1, 1);
        Flush();
        Write(1, 1, 2, isThrough: true);
        Assert.That(Outcomes(_log.End, _log.WithoutDurability()), Is.EqualTo(new[] { "00000000", "02000000", "10000000", "12000000" }));
    }

    [Test]
    public void Log_Kept_GivesTheSameCutsAgain()
    {
        Random random = new(1);
        for (int index = 0; index < 100; index++)
        {
            Write(random.Next(Blocks), 1, (byte)random.Next(1, 10), isThrough: random.Next(5) == 0);
            if (random.Next(10) == 0)
            {
                Flush();
            }
        }

        string path = Path.GetTempFileName();
        try
        {
            _log.Save(path);
            RequestLog kept = RequestLog.Load(path);
            Assert.That(kept.End, Is.EqualTo(_log.End));
            Assert.That(Enumerable.Range(1, _log.End).All(moment => Cut(_log, moment, moment) == Cut(kept, moment, moment)));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private string[] Outcomes() => Outcomes(_log.End);

    private string[] Outcomes(int moment) => Outcomes(moment, _log);

    private static string[] Outcomes(int moment, RequestLog log) =>
        [.. Enumerable.Range(0, Seeds).Select(seed => Cut(log, moment, seed)).Distinct().Order(StringComparer.Ordinal)];

    // A digit for each block.
    private static string Cut(RequestLog log, int moment, int seed)
    {
        byte[] medium = PowerCut.Apply(new byte[Blocks * PowerCut.BlockBytes], log, Disk, moment, seed);
        IEnumerable<byte[]> blocks = medium.Chunk(PowerCut.BlockBytes);
        return string.Concat(blocks.Select(block => block.Distinct().Count() == 1 && block[0] < 10 ? (char)('0' + block[0]) : '?'));
    }

    private void Write(int block, int count, byte value, bool isThrough = false) => _log.Finish(Begin(DiskRequestKind.Write, block, count, value, isThrough));

    private void Flush() => _log.Finish(Begin(DiskRequestKind.Flush, 0, 0, 0, isThrough: false));

    private DiskRequest Begin(DiskRequestKind kind, int block, int count, byte value, bool isThrough)
    {
        int length = count * PowerCut.BlockBytes;
        byte[] data = kind == DiskRequestKind.Write ? [.. Enumerable.Repeat(value, length)] : [];
        return _log.Begin(Disk, kind, (long)block * PowerCut.BlockBytes, length, data, isThrough);
    }
}
