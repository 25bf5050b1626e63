using System.Collections.Generic;
using System.Linq;
using CosmosNvme.ImageAnalysis;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Proof;

/// <summary>Shows that each rule of the data path fires.</summary>
[TestFixture]
[Category("Long")]
internal sealed class DataPathSampleTests
{
    private KernelImage _image = null!;

    [OneTimeSetUp]
    public void BuildSample()
    {
        _image = KernelImage.Load(RepositoryFiles.BadSampleImage());
    }

    [TestCase("path_bad_virtual", ViolationKind.CallsUnknown)]
    [TestCase("path_bad_interface", ViolationKind.CallsUnknown)]
    [TestCase("path_bad_delegate", ViolationKind.CallsUnknown)]
    [TestCase("path_bad_deep", ViolationKind.CallsUnknown)]
    [TestCase("path_bad_object", ViolationKind.Allocates)]
    public void DataPath_BadFunction_IsReported(string root, object kind)
    {
        ProofReport report = Run(root);

        TestContext.Out.WriteLine(report);
        Assert.That(report.Violations.Select(violation => violation.Kind), Does.Contain(kind));
    }

    [TestCase("path_good_only_class")]
    [TestCase("path_good_throw")]
    public void DataPath_GoodFunction_IsNotReported(string root)
    {
        ProofReport report = Run(root);

        Assert.That(report.Violations, Is.Empty, report.ToString());
    }

    private ProofReport Run(string root) => DataPathProof.Run(_image, new DataPathPolicy
    {
        Roots = [root],
        Ends = new Dictionary<string, string>(),
        Indirections = new Dictionary<string, AllowedIndirection>(),
    });
}
