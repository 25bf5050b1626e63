using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.Architecture.Tests;

/// <summary>
/// Importing Kernel.props and Kernel.targets makes a kernel of a project, and building it again does what is needed and no more. The
/// steps follow one another, because the first build is the expensive one.
/// </summary>
[TestFixture]
[Parallelizable(ParallelScope.Self)]
[Category("Long")]
internal sealed class KernelBuildTests
{
    private readonly ScratchRepository _repository = new();
    private KernelSample _kernel = null!;
    private string _firstOutput = "";

    [OneTimeSetUp]
    public void BuildOnce()
    {
        _repository.Write(".editorconfig", "root = true");
        _kernel = new KernelSample(_repository);
        (int exitCode, _firstOutput) = _kernel.Build();
        Assert.That(exitCode, Is.Zero, _firstOutput);
    }

    [OneTimeTearDown]
    public void Remove() => _repository.Dispose();

    [Test]
    [Order(1)]
    public void Build_FromNothing_IsQuiet() => Assert.That(_firstOutput.Trim(), Does.StartWith("Build succeeded.").And.Contain("0 Warning(s)"));

    [Test]
    [Order(2)]
    public void Build_FromNothing_MakesAStaticImageAt16MiB()
    {
        string segments = Output("readelf", "-lW", _kernel.Image);

        Assert.That(segments, Does.Contain("EXEC (Executable file)").And.Contain("0x0000000001000000"));
        Assert.That(segments, Does.Not.Contain("INTERP").And.Not.Contain("DYNAMIC"));
    }

    [Test]
    [Order(2)]
    public void Build_FromNothing_NoSegmentIsWritableAndExecutable()
    {
        IEnumerable<string> loads = Output("readelf", "-lW", _kernel.Image).Split('\n').Where(line => line.TrimStart().StartsWith("LOAD", StringComparison.Ordinal));

        Assert.That(loads.Count(line => line.Contains("R E")), Is.EqualTo(1));
        Assert.That(loads, Has.None.Contains("RWE"));
    }

    [Test]
    [Order(2)]
    public void Build_FromNothing_KeepsTheBootNoteAndABuildId() =>
        Assert.That(Output("readelf", "-nW", _kernel.Image), Does.Contain("Xen").And.Contain("Build ID"));

    [TestCase("boot_sample")]
    [TestCase("nucleus_sample")]
    [TestCase("hal_sample")]
    [Order(2)]
    public void Build_FromNothing_EntryPointIsInTheSymbols(string symbol) => Assert.That(Output("nm", _kernel.Symbols), Does.Contain($" T {symbol}\n"));

    [Test]
    [Order(3)]
    public void Build_NothingChanged_WritesNothing()
    {
        Dictionary<string, DateTime> before = Times();

        (int exitCode, string output) = _kernel.Build();

        Assert.That(exitCode, Is.Zero, output);
        Assert.That(Changed(before), Is.Empty);
    }

    [Test]
    [Order(4)]
    public void Build_AssemblyHeaderChanged_LinksButDoesNotCompile()
    {
        Dictionary<string, DateTime> before = Times();
        _kernel.WriteHeader("#define SAMPLE_NOTE 17");

        (int exitCode, string output) = _kernel.Build("--no-restore");

        Assert.That(exitCode, Is.Zero, output);
        Assert.That(Changed(before), Does.Contain(_kernel.AssemblyObject).And.Contain(_kernel.Image).And.Contain(_kernel.Symbols));
        Assert.That(Changed(before), Does.Not.Contain(_kernel.CompiledObject));
    }

    [Test]
    [Order(5)]
    public void Build_NucleusChanged_CompilesAndLinksButDoesNotAssemble()
    {
        Dictionary<string, DateTime> before = Times();
        _kernel.WriteNucleus(2);

        (int exitCode, string output) = _kernel.Build("--no-restore");

        Assert.That(exitCode, Is.Zero, output);
        Assert.That(Changed(before), Does.Contain(_kernel.CompiledObject).And.Contain(_kernel.Image));
        Assert.That(Changed(before), Does.Not.Contain(_kernel.AssemblyObject));
    }

    [Test]
    [Order(6)]
    public void Build_AssemblyDoesNotAssemble_Fails()
    {
        _kernel.WriteHeader("#define SAMPLE_NOTE nonsense(");

        (int exitCode, string output) = _kernel.Build("--no-restore");

        Assert.That(exitCode, Is.Not.Zero);
        Assert.That(output, Does.Contain("entry.S"));
    }

    /// <summary>When each file that the kernel's build makes was written.</summary>
    private Dictionary<string, DateTime> Times() => Directory
        .EnumerateFiles(_kernel.Folder, "*", SearchOption.AllDirectories)
        .ToDictionary(path => path, File.GetLastWriteTimeUtc);

    private string[] Changed(Dictionary<string, DateTime> before) => Times()
        .Where(now => !before.TryGetValue(now.Key, out DateTime then) || then != now.Value)
        .Select(now => now.Key)
        .ToArray();

    private static string Output(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"{program} did not start: install the Debian package binutils.");
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
