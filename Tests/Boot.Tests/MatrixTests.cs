using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using CosmosNvme.Lab;
using CosmosNvme.Lab.Testing;
using NUnit.Framework;

namespace CosmosNvme.Boot.Tests;

/// <summary>Disks work on every machine of the lab: files have the sums that the host computes, and the lists name what there is.</summary>
[Category("Files")]
[Category("Matrix")]
[Parallelizable(ParallelScope.All)]
internal sealed class MatrixTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(300);

    // What quick mode boots: a board each, and what differs most between them.
    private static readonly string[] s_quick = ["q35, 1 CPU", "pc, 2 CPUs", "two controllers, 1 vector", "q35 UEFI, 8 CPUs"];

    private FileDisk _smallBlocks = null!;
    private FileDisk _largeBlocks = null!;

    [OneTimeSetUp]
    public void MakeDisks()
    {
        _smallBlocks = new FileDisk(512);
        _largeBlocks = new FileDisk(4096);
    }

    [OneTimeTearDown]
    public void RemoveDisks()
    {
        _smallBlocks.Dispose();
        _largeBlocks.Dispose();
    }

    [TestCaseSource(nameof(Machines))]
    public void Files_OnTheMachine_HaveTheHostsSums(MachineProfile profile)
    {
        (string Device, FileDisk Content)[] disks = [.. Disks(profile)];
        string exec = "lspci; nvme list; lsblk; " + string.Join("; ", disks.Select(disk => disk.Content.Commands($"/dev/{disk.Device}p1", $"/{disk.Device}")));
        MachineResult result = Boots.RunOrderly(profile.WithBackings(space => ContentOf(space).Backing) with { Exec = exec, TimeLimit = s_limit });
        foreach ((string device, FileDisk content) in disks)
        {
            content.ExpectSums(result, $"/{device}");
        }

        string[] names = [.. disks.Select(disk => disk.Device)];
        Assert.That(Names(result, @"^/dev/(nvme\d+n\d+) "), Is.EquivalentTo(names), "nvme list");
        Assert.That(Names(result, @"^(nvme\d+n\d+) .* disk"), Is.EquivalentTo(names), "lsblk");
        Assert.That(Names(result, @"^.─(nvme\d+n\d+)p1 "), Is.EquivalentTo(names), "lsblk");
        Assert.That(Names(result, @"^([0-9a-f:.]{7}) Non-Volatile memory controller"), Has.Length.EqualTo(profile.Controllers.Length), "lspci");
        Assert.That(result.Log, Does.Not.Contain("error:"));
    }

    private static IEnumerable<TestCaseData> Machines() => ProfileMatrix.Cases(Selection(), typeof(MatrixTests), nameof(Files_OnTheMachine_HaveTheHostsSums));

    private static IEnumerable<MachineProfile> Selection()
    {
        IEnumerable<MachineProfile> all = ProfileMatrix.Product(Profiles.All, Modifiers.All);
        return TestScale.Pick(quick: 0, plain: 1, soak: 2) switch
        {
            0 => s_quick.Select(name => all.Single(profile => profile.Name == name)),
            1 => ProfileMatrix.Covering(Profiles.All, Modifiers.All),
            _ => all,
        };
    }

    private static string[] Names(MachineResult result, string pattern) =>
        [.. Regex.Matches(result.Console, pattern, RegexOptions.Multiline).Select(match => match.Groups[1].Value)];

    // The kernel numbers controllers by their addresses; the lab lists them in that order. A shared namespace shows under each controller.
    private IEnumerable<(string Device, FileDisk Content)> Disks(MachineProfile profile)
    {
        for (int i = 0; i < profile.Controllers.Length; i++)
        {
            ControllerSpec controller = profile.Controllers[i];
            IEnumerable<NamespaceSpec> spaces = controller.Subsystem is string subsystem
                ? profile.Controllers.Where(other => other.Subsystem == subsystem).SelectMany(other => other.Namespaces)
                : controller.Namespaces;
            int next = 1;
            foreach (NamespaceSpec space in spaces)
            {
                int id = space.Id == 0 ? next : space.Id;
                next = id + 1;
                yield return (string.Create(CultureInfo.InvariantCulture, $"nvme{i}n{id}"), ContentOf(space));
            }
        }
    }

    private FileDisk ContentOf(NamespaceSpec space) => space.BlockBytes == 512 ? _smallBlocks : _largeBlocks;
}
