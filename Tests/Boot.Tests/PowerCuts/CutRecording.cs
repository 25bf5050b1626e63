using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Boot.Tests;

/// <summary>
/// What a machine did with the disk that it worked on, and the notes that it made on another one about what it was promised. Many power cuts can be
/// taken from one recording.
/// </summary>
/// <param name="Name">What the machine did.</param>
/// <param name="Before">What was on the disk before.</param>
/// <param name="Log">The requests to both disks.</param>
internal sealed record CutRecording(string Name, byte[] Before, RequestLog Log)
{
    private const string Work = "work";
    private const string Ledger = "ledger";
    private const int LedgerBytes = 4 << 20;

    /// <summary>A folder in which a failed test has kept recordings: they are judged again instead of new ones.</summary>
    private const string KeptVariable = "COSMOS_KEPT_CUTS";

    /// <summary>The notes, with the moment of each: a cut after it comes when the machine has written it.</summary>
    internal IReadOnlyList<(int Moment, string Text)> Notes { get; } =
        [.. Log.Requests.Where(request => request.Disk == Ledger && request.Kind == DiskRequestKind.Write).Select(request => (request.Began, Encoding.UTF8.GetString(request.Data.Span).TrimEnd('\0')))];

    /// <summary>The requests to the disk that the machine worked on.</summary>
    internal IReadOnlyList<DiskRequest> Requests { get; } = [.. Log.Requests.Where(request => request.Disk == Work)];

    /// <summary>Runs a test of the kernel that works on a disk.</summary>
    /// <param name="name">The test.</param>
    /// <param name="before">What is on the disk; stays as it is.</param>
    /// <param name="percent">Amount of work.</param>
    internal static async Task<CutRecording> MakeAsync(string name, byte[] before, int percent)
    {
        if (Environment.GetEnvironmentVariable(KeptVariable) is { Length: > 0 } kept)
        {
            return new CutRecording(name, await File.ReadAllBytesAsync(ImageOf(kept, name)), RequestLog.Load(LogOf(kept, name)));
        }

        RequestLog log = new();
        VolatileDisk work = new(Work, (byte[])before.Clone(), log);
        VolatileDisk ledger = new(Ledger, new byte[LedgerBytes], log);
        await using NbdServer server = new(work, ledger);
        MachineProfile profile = new()
        {
            Controllers = [ControllerSpec.With(server.BackingOf(work)), ControllerSpec.With(server.BackingOf(ledger))],
            TimeLimit = TimeSpan.FromMinutes(10),
        };
        Boots.RunOrderly(Boots.WithTests(profile.WithKernelArgument("tests.disk=nvme0n1"), name, percent));
        return new CutRecording(name, before, log);
    }

    /// <summary>The same with a disk that takes no notice of flushes and write-through.</summary>
    internal CutRecording WithoutDurability() => this with { Log = Log.WithoutDurability(), Name = $"{Name}, without flushes" };

    /// <summary>
    /// Chooses a moment for a cut: any, or one at which something was just promised.
    /// </summary>
    internal int MomentOf(int seed)
    {
        Random random = new(seed);
        return random.Next(2) == 0 ? random.Next(1, Log.End + 1) : Notes[random.Next(Notes.Count)].Moment + random.Next(1, 4);
    }

    /// <summary>The disk after a cut.</summary>
    internal byte[] Cut(int moment, int seed) => PowerCut.Apply(Before, Log, Work, moment, seed);

    /// <summary>Judges cuts, one after the other, and fails the test at the first one that lost something; the recording is kept then.</summary>
    /// <param name="cuts">How many.</param>
    /// <param name="judge">Says what is wrong with the disk after a cut at a moment.</param>
    internal void Judge(int cuts, Func<int, byte[], IReadOnlyList<string>> judge)
    {
        for (int seed = 1; seed <= cuts; seed++)
        {
            int moment = MomentOf(seed);
            IReadOnlyList<string> complaints = judge(moment, Cut(moment, seed));
            if (complaints.Count > 0)
            {
                string folder = Directory.CreateDirectory(Path.Combine(RepositoryPaths.Artifacts, "lab", "power-cuts")).FullName;
                File.WriteAllBytes(ImageOf(folder, Name), Before);
                Log.Save(LogOf(folder, Name));
                Assert.Fail(string.Create(
                    CultureInfo.InvariantCulture,
                    $"seed {seed}: the cut at moment {moment} of {Log.End} lost something. {KeptVariable}={folder} judges this recording again.\n{string.Join('\n', complaints)}"));
            }
        }

        long flushes = Requests.Count(request => request.Kind == DiskRequestKind.Flush);
        long discards = Requests.Count(request => request.Kind == DiskRequestKind.Discard);
        long writes = Requests.Count - flushes - discards;
        TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Name}: {cuts} cuts of {writes} writes ({Requests.Count(request => request.IsThrough)} through), {flushes} flushes, {discards} discards, {Notes.Count} notes: nothing lost"));
    }

    private static string ImageOf(string folder, string name) => Path.Combine(folder, name + ".img");

    private static string LogOf(string folder, string name) => Path.Combine(folder, name + ".log");
}
