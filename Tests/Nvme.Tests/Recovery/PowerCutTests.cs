using System;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Abstractions;
using CosmosNvme.Boot.Tests;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>
/// Power goes at a random moment while blocks are written: with flushes, with write-through, with a cache that forgets any part of what it was not told to
/// keep. What was acknowledged as durable is there afterwards.
/// </summary>
[Category("PowerCut")]
internal sealed class PowerCutTests
{
    private const int Blocks = 64;

    private static int Cuts => TestScale.Pick(quick: 5, plain: 20, soak: 200);

    [TestCase(true, NvmeQuirks.None)]
    [TestCase(false, NvmeQuirks.None)]
    [TestCase(true, NvmeQuirks.ForceUnitAccessIgnored)]
    public void Power_CutAgainAndAgain_LosesNothingDurable(bool hasCache, NvmeQuirks quirks)
    {
        int lost = 0;
        for (int cut = 0; cut < Cuts; cut++)
        {
            lost += CutOnce(cut, hasCache, flushes: true, quirks);
        }

        Assert.That(lost, Is.Zero);
    }

    // The harness sees what it is for.
    [Test]
    public void Power_CutWithFlushesThatDoNothing_LosesBlocks() =>
        Assert.That(Enumerable.Range(0, 20).Sum(cut => CutOnce(cut, hasCache: true, flushes: false, NvmeQuirks.None)), Is.Positive);

    private static int CutOnce(int seed, bool hasCache, bool flushes, NvmeQuirks quirks)
    {
        Random random = new(seed);
        Rig rig = new(vectors: seed % 3) { Options = new NvmeOptions { QueueDepth = 8, Quirks = quirks } };
        rig.Device.HasWriteCache = hasCache;
        rig.Device.IgnoresForceUnitAccess = quirks == NvmeQuirks.ForceUnitAccessIgnored;
        NvmeController controller = rig.Attach();
        NvmeNamespace disk = controller.Namespaces[0];
        if (!flushes)
        {
            rig.Device.Faults.OnCommand(command => command is { IsIo: true, Opcode: 0 }).FailsWith(0);
        }

        // Of each block: the version that is durable, and those that may be there instead.
        int[] durable = new int[Blocks];
        HashSet<int>[] possible = [.. Enumerable.Range(0, Blocks).Select(_ => new HashSet<int> { 0 })];
        int operations = random.Next(5, 60);
        byte[] buffer = new byte[512];
        for (int version = 1; version <= operations; version++)
        {
            int block = random.Next(Blocks);
            Array.Fill(buffer, (byte)version);
            int kind = random.Next(6);
            if (kind == 0)
            {
                Assert.That(disk.Flush(), Is.EqualTo(BlockStatus.Success));
                for (int index = 0; index < Blocks; index++)
                {
                    durable[index] = possible[index].Max();
                    possible[index] = [durable[index]];
                }

                continue;
            }

            bool isThrough = kind == 1 || !hasCache;
            Assert.That(kind == 1 ? disk.WriteThrough((ulong)block, buffer) : disk.Write((ulong)block, buffer), Is.EqualTo(BlockStatus.Success));
            possible[block] = isThrough ? [version] : [.. possible[block], version];
        }

        rig.Device.CutPower(random);
        controller.ShutDown();
        return Enumerable.Range(0, Blocks).Count(block => !possible[block].Contains(rig.Disk.Data[block * 512]));
    }
}
