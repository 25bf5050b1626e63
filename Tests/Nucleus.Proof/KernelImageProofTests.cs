using System.Collections.Generic;
using System.Linq;
using CosmosNvme.ImageAnalysis;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Proof;

/// <summary>The proof over the shell kernel's image.</summary>
[TestFixture]
internal sealed class KernelImageProofTests
{
    // About half of what there was when this was written. The nucleus only grows, so less means that the walk ended early.
    private const int FewestFunctions = 250;

    private KernelImage _image = null!;
    private ProofReport _report = null!;

    [OneTimeSetUp]
    public void Walk()
    {
        _image = KernelImage.Load(RepositoryFiles.KernelImage());
        _report = NucleusProof.Run(_image, NucleusPolicy.Kernel);
        TestContext.Progress.WriteLine($"{_report.Walked.Count} functions checked, {_report.Walked.Sum(function => (long)function.Size)} bytes of code.");
    }

    [Test]
    public void Proof_ShellKernel_HasNoViolation()
    {
        Assert.That(_report.Violations, Is.Empty, _report.ToString());
    }

    [Test]
    public void Proof_ShellKernel_WalksEnoughFunctions()
    {
        Assert.That(_report.Walked, Has.Count.GreaterThan(FewestFunctions));
    }

    [TestCase("nucleus_start")]
    [TestCase("nucleus_start_ap")]
    [TestCase("nucleus_system_call")]
    [TestCase("nucleus_interrupt")]
    [TestCase("nucleus_nested_interrupt")]
    [TestCase("asm_syscall_entry")]
    [TestCase("asm_resume")]
    [TestCase("asm_vector_stubs")]
    [TestCase("boot_pvh")]
    [TestCase("boot_multiboot2")]
    [TestCase("boot_trampoline_begin")]
    public void Proof_ShellKernel_WalksEntryPoint(string name)
    {
        Assert.That(_report.Walked.Any(function => function.IsNamed(name)), Is.True);
    }

    [TestCase("Nucleus_Log__Begin")]
    [TestCase("Nucleus_Panic__Stop")]
    public void Proof_ShellKernel_WalksMethodBelowEntryPoints(string name)
    {
        Assert.That(_report.Walked.Any(function => function.Names.Any(symbol => symbol.EndsWith(name, System.StringComparison.Ordinal))), Is.True);
    }

    [Test]
    public void Policy_ShellKernel_NeedsEveryException()
    {
        NucleusPolicy policy = NucleusPolicy.Kernel;
        IEnumerable<string> listed = policy.VectorFunctions.Keys.Concat(policy.IndirectCalls.Keys).Concat(policy.ThreadCode.Keys).Concat(policy.Exits.Select(exit => $"{exit.From} > {exit.To}"));

        Assert.That(listed.Except(_report.UsedExceptions), Is.Empty, "These exceptions are not needed any more: take them out of NucleusPolicy.");
    }

    [Test]
    public void Policy_ShellKernel_HasEveryFunctionDeclaredAsEarlyBootCode()
    {
        Assert.That(NucleusPolicy.Kernel.Bitness.Keys.Where(name => _image.FunctionNamed(name) is null), Is.Empty);
    }
}
