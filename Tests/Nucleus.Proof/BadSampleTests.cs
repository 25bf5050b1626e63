using System.Linq;
using CosmosNvme.ImageAnalysis;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Proof;

/// <summary>Shows that each rule fires: a proof that never fails proves nothing.</summary>
[TestFixture]
[Category("Long")]
internal sealed class BadSampleTests
{
    private KernelImage _image = null!;

    [OneTimeSetUp]
    public void BuildSample()
    {
        _image = KernelImage.Load(RepositoryFiles.BadSampleImage());
    }

    [TestCase("nucleus_bad_array", ViolationKind.Allocates)]
    [TestCase("nucleus_bad_object", ViolationKind.Allocates)]
    [TestCase("nucleus_bad_throw", ViolationKind.Throws)]
    [TestCase("nucleus_bad_bounds", ViolationKind.Throws)]
    [TestCase("nucleus_bad_checked", ViolationKind.Throws)]
    [TestCase("nucleus_bad_lazy_static", ViolationKind.InitialisesLazily)]
    [TestCase("nucleus_bad_initialised_static", ViolationKind.UsesHydratedData)]
    [TestCase("nucleus_bad_thread_static", ViolationKind.UsesThreadLocal)]
    [TestCase("nucleus_bad_object_store", ViolationKind.UsesObjects)]
    [TestCase("nucleus_bad_struct_copy", ViolationKind.UsesVectorRegister)]
    [TestCase("nucleus_bad_block_copy", ViolationKind.CopiesBlock)]
    [TestCase("nucleus_bad_double", ViolationKind.UsesVectorRegister)]
    [TestCase("nucleus_bad_string", ViolationKind.UsesHydratedData)]
    [TestCase("nucleus_bad_two_levels", ViolationKind.Allocates)]
    [TestCase("nucleus_bad_tail_call", ViolationKind.Allocates)]
    [TestCase("nucleus_bad_switch", ViolationKind.Allocates)]
    [TestCase("nucleus_bad_pointer", ViolationKind.Allocates)]
    [TestCase("nucleus_bad_indirect", ViolationKind.CallsUnknown)]
    [TestCase("nucleus_bad_libc", ViolationKind.LeavesNucleus)]
    [TestCase("nucleus_bad_pinvoke", ViolationKind.EntersRuntime)]
    [TestCase("nucleus_bad_stackalloc", ViolationKind.ChecksStackCookie)]
    [TestCase("nucleus_bad_frame", ViolationKind.GrowsStack)]
    [TestCase("asm_bad_vector", ViolationKind.UsesVectorRegister)]
    [TestCase("asm_bad_mxcsr", ViolationKind.UsesVectorRegister)]
    [TestCase("asm_bad_fpu", ViolationKind.UsesVectorRegister)]
    [TestCase("asm_bad_system_call", ViolationKind.MakesSystemCall)]
    [TestCase("asm_bad_thread_local", ViolationKind.UsesThreadLocal)]
    [TestCase("asm_bad_data", ViolationKind.IsNotCode)]
    [TestCase("asm_bad_table", ViolationKind.Allocates)]
    [TestCase("asm_bad_table", ViolationKind.CallsUnknown)]
    [TestCase("asm_bad_fall_through", ViolationKind.LeavesNucleus)]
    public void Proof_FunctionBreaksRule_IsReported(string root, object kind)
    {
        ProofReport report = NucleusProof.RunFrom(_image, NucleusPolicy.Kernel, root);

        TestContext.Out.WriteLine(report);
        Assert.That(report.Violations.Select(violation => violation.Kind), Does.Contain(kind));
    }

    [TestCase("nucleus_good_text")]
    [TestCase("nucleus_good_switch")]
    [TestCase("nucleus_good_call")]
    [TestCase("asm_sample_leaf")]
    [TestCase("asm_fp_save")]
    [TestCase("asm_fp_restore")]
    public void Proof_FunctionKeepsRules_IsNotReported(string root)
    {
        ProofReport report = NucleusProof.RunFrom(_image, NucleusPolicy.Kernel, root);

        Assert.That(report.Violations, Is.Empty, report.ToString());
    }

    [Test]
    public void Proof_HelperTwoLevelsDown_ReportsTheWayToIt()
    {
        ProofReport report = NucleusProof.RunFrom(_image, NucleusPolicy.Kernel, "nucleus_bad_two_levels");

        Violation violation = report.Violations.Single(found => found.Kind == ViolationKind.Allocates);
        Assert.That(violation.Chain, Is.EqualTo(new[] { "Bad.CallTwoLevels (nucleus_bad_two_levels)", "Bad.FirstLevel", "Bad.SecondLevel" }));
        Assert.That(violation.Instruction, Does.StartWith("call").And.Contain("RhpNewArray"));
    }

    [Test]
    public void Proof_CalleeOfGoodFunction_IsWalked()
    {
        ProofReport report = NucleusProof.RunFrom(_image, NucleusPolicy.Kernel, "nucleus_good_call");

        Assert.That(report.Walked.Select(function => function.DisplayName), Is.EquivalentTo(new[] { "Good.CallDeeper (nucleus_good_call)", "Good.Deeper" }));
    }

    [Test]
    public void Proof_WholeSample_ReportsEveryBadFunctionAndNoGoodOne()
    {
        ProofReport report = NucleusProof.Run(_image, NucleusPolicy.Kernel);

        string[] reported = report.Violations.SelectMany(violation => violation.Chain).ToArray();
        foreach (CodeFunction root in _image.Functions.Where(NucleusPolicy.IsRoot))
        {
            // Roots that share a callee also share its violation, which names one way to it.
            bool isSharing = root.IsNamed("nucleus_bad_tail_call") || root.IsNamed("nucleus_bad_two_levels") || root.IsNamed("nucleus_bad_pointer");
            if (!isSharing)
            {
                bool isBad = root.HasPrefix("nucleus_bad_") || root.HasPrefix("asm_bad_");
                Assert.That(reported.Contains(root.DisplayName), Is.EqualTo(isBad), root.DisplayName);
            }
        }
    }
}
