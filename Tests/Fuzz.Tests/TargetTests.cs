using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Fuzz.Tests;

/// <summary>Every target for a little while. What fails names the input and how to see it again.</summary>
[TestFixture, Category("Fuzz")]
internal sealed class TargetTests
{
    private static IEnumerable<string> Names => FuzzTargets.All.Select(target => target.Name);

    [TestCaseSource(nameof(Names))]
    public void Fuzz_ForAWhile_FindsNothing(string name)
    {
        // The same seed each time tests the same inputs twice; another each day keeps looking, and the message says which it was.
        int seed = TestScale.Pick(1, 1, DateTime.UtcNow.DayOfYear);
        int executions = TestScale.Pick(200, 4_000, 10_000_000);
        int seconds = TestScale.Pick(2, 5, 180);

        (int status, string output) = FuzzProgram.Fuzz(name, Path.Combine(RepositoryPaths.Artifacts, "fuzz"), executions, seconds, seed);

        TestContext.Out.WriteLine(output);
        Assert.That(status, Is.EqualTo(Program.NothingFound), output);
    }

    [TestCaseSource(nameof(Names))]
    public void Seeds_OfEachTarget_AreSoundAndFit(string name)
    {
        FuzzTarget target = FuzzTargets.Find(name)!;
        InputRunner runner = new(target, null);
        List<byte[]> seeds = [.. target.Seeds()];

        Assert.That(seeds, Is.Not.Empty);
        foreach (byte[] seed in seeds)
        {
            Assert.That(seed, Has.Length.LessThanOrEqualTo(target.MaximumLength));
            target.Repair(seed);
            Assert.That(runner.RunTwice(seed), Is.Null, Convert.ToBase64String(seed));
        }
    }

    [TestCaseSource(nameof(Names))]
    public void Seeds_OfEachTarget_DiffersInWhatIsSeen(string name)
    {
        // A target whose seeds all end at the first check would fuzz that check only.
        FuzzTarget target = FuzzTargets.Find(name)!;
        List<byte[]> seeds = [.. target.Seeds()];
        seeds.ForEach(seed => target.Repair(seed));

        HashSet<ulong> digests = [.. seeds.Append(new byte[64]).Select(seed => target.Run(seed))];

        Assert.That(digests, Has.Count.GreaterThan(1));
    }

    [TestCaseSource(nameof(Names))]
    public void Repair_AnyLength_StaysWithinTheInput(string name)
    {
        FuzzTarget target = FuzzTargets.Find(name)!;
        byte[] seed = target.Seeds().MaxBy(seed => seed.Length)!;
        int step = Math.Max(1, seed.Length / 500);
        for (int length = 0; length <= seed.Length; length += step)
        {
            target.Repair(seed.AsSpan(0, length).ToArray());
        }

        Assert.Pass("No exception.");
    }
}
