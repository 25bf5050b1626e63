using System;
using System.CommandLine;
using System.Linq;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Cosmos.Tests;

internal sealed class RunOptionsTests
{
    [Test]
    public void Read_NoOptions_GivesTheDefaults()
    {
        RunRequest request = Read();
        MachineProfile profile = request.Profile;
        Assert.That(profile.Cpus, Is.EqualTo(2));
        Assert.That(profile.MemoryMebibytes, Is.EqualTo(1024));
        Assert.That(profile.Boot, Is.EqualTo(BootPath.Direct));
        Assert.That(profile.Machine, Is.EqualTo(MachineType.Q35));
        Assert.That(profile.Acceleration, Is.EqualTo(Acceleration.Auto));
        Assert.That(profile.Exec, Is.Null);
        Assert.That(profile.TimeLimit, Is.Null);
        Assert.That(profile.CpuModel, Is.Null);
        Assert.That(profile.LogLevel, Is.EqualTo("warning"));
        Assert.That(profile.Image, Is.EqualTo(RepositoryPaths.KernelImage));
        Assert.That(request.Build, Is.True);
        Assert.That(request.UseDemonstrationDisk, Is.True);
    }

    [Test]
    public void Read_EveryOption_ReachesTheProfile()
    {
        RunRequest request = Read(
            "--disk", "a.img,serial=one", "--disk", "b.img", "--cpus", "16", "--memory", "65536", "--boot", "uefi", "--machine", "pc", "--cpu", "Nehalem",
            "--exec", "echo 'a b'; @x", "--append", "loglevel=info cpus=1", "--accel", "tcg", "--timeout", "2.5", "--no-build", "--verbose", "--gdb", "--", "-device", "edu");
        MachineProfile profile = request.Profile;
        Assert.That(profile.Disks.Select(disk => disk.Path), Is.EqualTo(new[] { "a.img", "b.img" }));
        Assert.That(profile.Cpus, Is.EqualTo(16));
        Assert.That(profile.MemoryMebibytes, Is.EqualTo(65536));
        Assert.That(profile.Boot, Is.EqualTo(BootPath.Uefi));
        Assert.That(profile.Machine, Is.EqualTo(MachineType.Pc));
        Assert.That(profile.CpuModel, Is.EqualTo("Nehalem"));
        Assert.That(profile.Exec, Is.EqualTo("echo 'a b'; @x"));
        Assert.That(profile.KernelArguments, Is.EqualTo("loglevel=info cpus=1"));
        Assert.That(profile.Acceleration, Is.EqualTo(Acceleration.Tcg));
        Assert.That(profile.TimeLimit, Is.EqualTo(TimeSpan.FromSeconds(2.5)));
        Assert.That(profile.LogLevel, Is.EqualTo("debug"));
        Assert.That(profile.WaitForDebugger, Is.True);
        Assert.That(profile.QemuArguments, Is.EqualTo(new[] { "-device", "edu" }));
        Assert.That(request.Build, Is.False);
        Assert.That(request.UseDemonstrationDisk, Is.False);
    }

    [Test]
    public void Read_ResponseFileSyntax_IsTakenLiterally() => Assert.That(Read("--exec", "@nothing").Profile.Exec, Is.EqualTo("@nothing"));

    [Test]
    public void Read_EmptyExec_IsNotTheInteractiveShell() => Assert.That(Read("--exec", "").Profile.Exec, Is.Empty);

    [Test]
    public void Read_Image_BuildsNothing()
    {
        RunRequest request = Read("--image", "/tmp/other.elf");
        Assert.That(request.Build, Is.False);
        Assert.That(request.Profile.Image, Is.EqualTo("/tmp/other.elf"));
    }

    [TestCase("--cpus", "0")]
    [TestCase("--cpus", "many")]
    [TestCase("--memory", "1")]
    [TestCase("--boot", "network")]
    [TestCase("--machine", "microvm")]
    [TestCase("--accel", "xen")]
    [TestCase("--timeout", "0")]
    [TestCase("--timeout", "soon")]
    [TestCase("--disk", "disk.img,serial")]
    [TestCase("--disk")]
    [TestCase("--exec")]
    [TestCase("--unheard-of")]
    public void Parse_BadOption_IsAnError(params string[] arguments) => Assert.That(Parse(arguments).Errors.Concat(Misplaced(arguments)), Is.Not.Empty);

    [Test]
    public void Parse_ExecBeyond64KiB_IsAnError() => Assert.That(Parse("--exec", new string('x', MachineProfile.MaximumExecBytes + 1)).Errors, Is.Not.Empty);

    [TestCase("stray", ExpectedResult = "stray")]
    [TestCase("stray", "--", "-device", "edu", ExpectedResult = "stray")]
    [TestCase("--", "-device", "edu", ExpectedResult = null)]
    [TestCase(ExpectedResult = null)]
    public string? FindMisplaced_ArgumentsAroundDoubleDash_FindsWhatStandsBefore(params string[] arguments)
    {
        (ParseResult parsed, RunOptions options) = ParseWithOptions(arguments);
        return options.FindMisplaced(parsed);
    }

    private static object[] Misplaced(string[] arguments)
    {
        (ParseResult parsed, RunOptions options) = ParseWithOptions(arguments);
        return parsed.Errors.Count == 0 && options.FindMisplaced(parsed) is string found ? [found] : [];
    }

    private static ParseResult Parse(params string[] arguments) => ParseWithOptions(arguments).Parsed;

    private static RunRequest Read(params string[] arguments)
    {
        (ParseResult parsed, RunOptions options) = ParseWithOptions(arguments);
        Assert.That(parsed.Errors, Is.Empty);
        return options.Read(parsed);
    }

    private static (ParseResult Parsed, RunOptions Options) ParseWithOptions(string[] arguments)
    {
        Command command = new("run");
        RunOptions options = new();
        options.AddTo(command);
        return (command.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null }), options);
    }
}
