using System.Collections.Generic;
using System.Linq;
using CosmosNvme.ImageAnalysis;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Proof;

/// <summary>Submitting and completing keep no virtual call, no interface call, no delegate and no allocation in the linked image.</summary>
[TestFixture]
internal sealed class DataPathTests
{
    // About two thirds of what there was when this was written: less means that the walk ended early.
    private const int FewestFunctions = 60;

    private KernelImage _image = null!;
    private ProofReport _report = null!;

    [OneTimeSetUp]
    public void Walk()
    {
        _image = KernelImage.Load(RepositoryFiles.TestKernelImage());
        _report = DataPathProof.Run(_image, DataPathPolicy.Kernel);
        TestContext.Progress.WriteLine($"{_report.Walked.Count} functions of the data path checked, {_report.Walked.Sum(function => (long)function.Size)} bytes of code.");
    }

    [Test]
    public void DataPath_LinkedImage_CallsNothingThroughPointersAndAllocatesNothing()
    {
        Assert.That(_report.Violations, Is.Empty, _report.ToString());
    }

    [Test]
    public void DataPath_LinkedImage_IsWalkedFarEnough()
    {
        Assert.That(_report.Walked, Has.Count.GreaterThan(FewestFunctions));
    }

    [TestCase("Nvme_Transfer__Submit")]
    [TestCase("Nvme_TransferMapper__MapInPlace")]
    [TestCase("Hal_PinnedPages__TryPinPages")]
    [TestCase("Nucleus_DmaServices__TryPin")]
    [TestCase("Nvme_QueuePair__Append")]
    [TestCase("Nvme_NvmeQueue__Poll")]
    [TestCase("Nvme_SubmissionQueue__Publish")]
    [TestCase("Nvme_QueuePair__TryEndCommand")]
    [TestCase("Nvme_CommandOwner__CommandEnded")]
    [TestCase("Nvme_Transfer__Collect")]
    public void DataPath_LinkedImage_ReachesStep(string step)
    {
        Assert.That(_report.Walked.Any(function => function.Names.Any(name => name.EndsWith(step, System.StringComparison.Ordinal))), Is.True);
    }

    [Test]
    public void Policy_LinkedImage_NeedsEveryException()
    {
        IEnumerable<string> listed = DataPathPolicy.Kernel.Ends.Keys.Concat(DataPathPolicy.Kernel.Indirections.Keys);

        Assert.That(listed.Except(_report.UsedExceptions), Is.Empty, "These exceptions are not needed any more: take them out of DataPathPolicy.");
    }

    [Test]
    public void DataPath_WithoutAnException_IsReported()
    {
        foreach (string removed in DataPathPolicy.Kernel.Indirections.Keys)
        {
            Dictionary<string, AllowedIndirection> others = DataPathPolicy.Kernel.Indirections.Where(entry => entry.Key != removed).ToDictionary();
            ProofReport report = DataPathProof.Run(_image, With(DataPathPolicy.Kernel, others));

            Assert.That(report.Violations.Select(violation => violation.Kind), Is.EqualTo(new[] { ViolationKind.CallsUnknown }), removed);
        }
    }

    [Test]
    public void DataPath_OneMoreIndirectionThanListed_IsReported()
    {
        Dictionary<string, AllowedIndirection> fewer = DataPathPolicy.Kernel.Indirections.ToDictionary(entry => entry.Key, entry => entry.Value with { Count = entry.Value.Count - 1 });
        ProofReport report = DataPathProof.Run(_image, With(DataPathPolicy.Kernel, fewer));

        Assert.That(report.Violations, Has.Count.EqualTo(DataPathPolicy.Kernel.Indirections.Values.Sum(entry => entry.Count)));
    }

    private static DataPathPolicy With(DataPathPolicy policy, IReadOnlyDictionary<string, AllowedIndirection> indirections) => new()
    {
        Roots = policy.Roots,
        Ends = policy.Ends,
        Indirections = indirections,
    };
}
