using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.KernelRunner.Tests;

/// <summary>
/// Instructions that requests, files, the nucleus and a boot take, counted by a machine whose clock is the count, and compared with those that are kept in
/// Instructions.json.
/// </summary>
[Category("Instructions")]
internal sealed partial class InstructionTests
{
    private const int Boots = 5;
    private const double InstructionsPerMillisecond = 1e6;

    [Test]
    public async Task Instructions_OfEveryFigure_AreThoseThatAreKept()
    {
        Dictionary<string, long> counts = await CountingMachine.MeasureAsync(CountingMachine.Profile, test => test.Fixture != CountingMachine.ScalingFixture);
        counts.Add("boot, from the first instruction of the nucleus to the shell", MeasureBoot());
        IReadOnlyList<InstructionFigure> kept = InstructionFile.Parse(await File.ReadAllTextAsync(InstructionFile.Kept));
        Directory.CreateDirectory(Path.GetDirectoryName(InstructionFile.Measured)!);
        await File.WriteAllTextAsync(InstructionFile.Measured, InstructionFile.Format(InstructionFile.Update(kept, counts)));
        foreach ((string figure, long counted) in counts)
        {
            TestContext.Out.WriteLine(FormattableString.Invariant($"{counted,10}  {figure}"));
        }

        string relative = Path.GetRelativePath(RepositoryPaths.Root, InstructionFile.Measured);
        Assert.That(
            InstructionFile.Judge(kept, counts),
            Is.Empty,
            $"What is meant is kept by: cp {relative} {Path.GetRelativePath(RepositoryPaths.Root, InstructionFile.Kept)}");
    }

    // The kernel that people boot. The console takes no time on such a machine; firmware is QEMU's and left out. The driver looks for the controller's answers
    // while it boots, the more often the busier the host is, so the least is the figure.
    private static long MeasureBoot() => Enumerable.Range(0, Boots).Min(_ => Boot());

    private static long Boot()
    {
        MachineResult result = Machine.Run(CountingMachine.Profile with { Exec = "uptime", TimeLimit = TestScale.BootLimit });
        Assert.That(result.Reason, Is.EqualTo(ExitReason.Orderly), result.ToString());
        Match stages = Timeline().Match(result.Console);
        Assert.That(stages.Success, Is.True, result.Console);
        return (long)Math.Round((Milliseconds(stages.Groups["shell"]) - Milliseconds(stages.Groups["nucleus"])) * InstructionsPerMillisecond);
    }

    private static double Milliseconds(Group stage) => double.Parse(stage.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^boot: nucleus (?<nucleus>[\d.]+) ms, .* shell (?<shell>[\d.]+) ms$", RegexOptions.Multiline)]
    private static partial Regex Timeline();
}
