using System;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Lab.Testing;
using NUnit.Framework;
using NUnit.Framework.Interfaces;

namespace CosmosNvme.Lab.Tests;

internal sealed class ProfileTests
{
    private static readonly MachineModifier s_fourCpus = new("4 CPUs", profile => profile with { Cpus = 4 });
    private static readonly MachineModifier s_small = new("256 MiB", profile => profile with { MemoryMebibytes = 256 });

    [Test]
    public void Plus_Modifiers_ChangeTheMachineAndItsName()
    {
        MachineProfile profile = new MachineProfile { Name = "q35" } + s_fourCpus + s_small;
        Assert.That((profile.Name, profile.Cpus, profile.MemoryMebibytes), Is.EqualTo(("q35, 4 CPUs, 256 MiB", 4, 256)));
        Assert.That((new MachineProfile() + s_small).Name, Is.EqualTo("256 MiB"));
    }

    [TestCase(InterruptMode.Auto, "nvme.queues=1", "loglevel=info nvme.queues=1")]
    [TestCase(InterruptMode.Poll, "", "loglevel=info nvme.interrupts=poll")]
    [TestCase(InterruptMode.MsiX, "a b", "loglevel=info nvme.interrupts=msix a b")]
    [TestCase(InterruptMode.IntX, "", "loglevel=info nvme.interrupts=intx")]
    public void KernelCommandLine_InterruptMode_IsAWordBeforeTheTests(InterruptMode mode, string more, string end) =>
        Assert.That(new MachineProfile { Interrupts = mode, KernelArguments = more }.KernelCommandLine, Does.EndWith(end));

    [Test]
    public void WithKernelArgument_Twice_KeepsBoth() =>
        Assert.That(new MachineProfile().WithKernelArgument("a=1").WithKernelArgument("b=2").KernelArguments, Is.EqualTo("a=1 b=2"));

    [Test]
    public void WithBackings_NamespacesWithoutContent_GetIt()
    {
        NullBacking own = new(1);
        NullBacking given = new(2);
        MachineProfile profile = new MachineProfile { Controllers = [new() { Namespaces = [new(), new() { Backing = own }] }] }.WithBackings(_ => given);
        Assert.That(profile.Controllers[0].Namespaces.Select(space => space.Backing), Is.EqualTo(new[] { given, own }));
    }

    [TestCase("Space.Fixture.Method", true)]
    [TestCase("Space.Other.Method", true)]
    [TestCase("Space.Fixture.OtherMethod", false)]
    [TestCase("Space.Fixture.Method.More", false)]
    public void ExclusionOf_Method_IsWholeOrNothing(string test, bool excluded) =>
        Assert.That(new MachineProfile { Exclusions = [new("Method", "why")] }.ExclusionOf(test), Is.EqualTo(excluded ? "why" : null));

    [Test]
    public void Exclusion_WithoutAReason_CannotBeDeclared() => Assert.That(() => new Exclusion("Method", " "), Throws.ArgumentException);

    [Test]
    public void Cases_ExcludedMachine_IsThereWithItsReason()
    {
        string method = nameof(Cases_ExcludedMachine_IsThereWithItsReason);
        MachineProfile[] profiles = [new() { Name = "runs" }, new() { Name = "does not", Exclusions = [new($"{nameof(ProfileTests)}.{method}", "the reason")] }];
        TestCaseData[] cases = [.. ProfileMatrix.Cases(profiles, typeof(ProfileTests), method)];
        Assert.That(cases.Select(one => one.RunState), Is.EqualTo(new[] { RunState.Runnable, RunState.Ignored }));
        Assert.That(cases[1].Properties.Get("_SKIPREASON"), Is.EqualTo("the reason"));
    }

    [Test]
    public void Covering_ProfilesAndModifiers_HasEachAtLeastOnce()
    {
        string[] names = [.. ProfileMatrix.Covering(Profiles.All, Modifiers.All).Select(profile => profile.Name)];
        Assert.That(Profiles.All.Where(profile => !names.Any(name => name.StartsWith(profile.Name + ", ", StringComparison.Ordinal))), Is.Empty);
        Assert.That(Modifiers.All.Where(modifier => !names.Any(name => name.EndsWith(", " + modifier.Name, StringComparison.Ordinal))), Is.Empty);
        Assert.That(names, Has.Length.EqualTo(Math.Max(Profiles.All.Count, Modifiers.All.Count)));
    }

    [Test]
    public void Product_ProfilesAndModifiers_HasEveryPairOnceUnderItsName()
    {
        string[] names = [.. ProfileMatrix.Product(Profiles.All, Modifiers.All).Select(profile => profile.Name)];
        Assert.That(names, Is.Unique);
        Assert.That(names, Has.Length.EqualTo(Profiles.All.Count * Modifiers.All.Count));
    }

    [Test]
    public void Product_EveryMachine_HasArguments()
    {
        MachineFiles files = new("/tmp/machine") { GrubImage = "/grub.iso" };
        foreach (MachineProfile profile in ProfileMatrix.Product(Profiles.All, Modifiers.All))
        {
            IReadOnlyList<string> arguments = QemuArguments.Build(profile.WithBackings(_ => new NullBacking(1)), files, terminal: false);
            Assert.That(arguments.Count(text => text.StartsWith("nvme,", StringComparison.Ordinal)), Is.EqualTo(profile.Controllers.Length), profile.Name);
        }
    }
}
