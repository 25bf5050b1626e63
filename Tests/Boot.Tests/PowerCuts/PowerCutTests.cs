using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Boot.Tests;

/// <summary>
/// Power goes while the kernel writes to QEMU's NVMe controller, whose disk has a volatile cache. What was acknowledged as durable is there.
/// </summary>
[Category("PowerCut")]
internal sealed class PowerCutTests
{
    private const int RawBytes = 1 << 20;
    private const int VolumeBytes = 40 << 20;

    private static readonly Lazy<Task<CutRecording>> s_raw = new(() => CutRecording.MakeAsync("RawWork", new byte[RawBytes], TestScale.Pick(quick: 20, plain: 100, soak: 400)));

    private static readonly Lazy<Task<CutRecording>> s_files = new(() => CutRecording.MakeAsync("FileWork", EmptyVolume(), TestScale.Pick(quick: 10, plain: 50, soak: 300)));

    private static int Cuts => TestScale.Pick(quick: 5, plain: 20, soak: 200);

    [Test]
    public async Task Blocks_WrittenThroughOrFlushed_SurviveCuts()
    {
        CutRecording recording = await s_raw.Value;
        BlockJudge judge = new(recording);
        recording.Judge(Cuts, judge.Complaints);
    }

    [Test]
    public async Task Files_MadeDurable_SurviveCuts()
    {
        CutRecording recording = await s_files.Value;
        Assert.That(recording.Requests.Any(request => request.Kind == DiskRequestKind.Discard), "what became free was discarded");
        FileJudge judge = new(recording);
        recording.Judge(Cuts, judge.Complaints);
        TestContext.Out.WriteLine("fsck.fat: " + string.Join("; ", judge.Findings.Select(finding => $"{finding.Key} ({finding.Value} cuts)")));
    }

    // The harness must be able to fail.
    [Test]
    public async Task Harness_FlushIsANoOp_LosesFiles() => ExpectRed((await s_files.Value).WithoutDurability(), recording => new FileJudge(recording).Complaints, cuts: 5);

    [Test]
    public async Task Harness_FlushIsANoOp_LosesBlocks() => ExpectRed((await s_raw.Value).WithoutDurability(), recording => new BlockJudge(recording).Complaints, cuts: 20);

    private static void ExpectRed(CutRecording recording, Func<CutRecording, Func<int, byte[], IReadOnlyList<string>>> judgeOf, int cuts)
    {
        Func<int, byte[], IReadOnlyList<string>> judge = judgeOf(recording);
        int red = Enumerable.Range(1, cuts).Count(seed => judge(recording.MomentOf(seed), recording.Cut(recording.MomentOf(seed), seed)).Count > 0);
        TestContext.Out.WriteLine($"{recording.Name}: {red} of {cuts} cuts lost something");
        Assert.That(red, Is.AtLeast(cuts / 2));
    }

    // A FAT32 volume that is as small as it can be: its metadata are many, compared with its data.
    private static byte[] EmptyVolume()
    {
        string image = Path.GetTempFileName();
        try
        {
            using (FileStream file = File.Create(image))
            {
                file.SetLength(VolumeBytes);
            }

            ToolRunner.RunOrThrow("mkfs.fat", "-F", "32", "-s", "1", "-n", "CUTS", image);
            return File.ReadAllBytes(image);
        }
        finally
        {
            File.Delete(image);
        }
    }
}
