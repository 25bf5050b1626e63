using NUnit.Framework;

namespace CosmosNvme.Cosmos.Tests;

internal sealed class TestRequestTests
{
    [TestCase(null, ExpectedResult = null)]
    [TestCase("", ExpectedResult = null)]
    [TestCase("Boot", ExpectedResult = "TestCategory=Boot|FullyQualifiedName~Boot")]
    [TestCase("Parse(a)", ExpectedResult = "TestCategory=Parse\\(a\\)|FullyQualifiedName~Parse\\(a\\)")]
    [TestCase("TestCategory=Boot&Name~Cpu", ExpectedResult = "TestCategory=Boot&Name~Cpu")]
    public string? Expression_Filter_IsCategoryOrNameOrItself(string? filter) => new TestRequest(filter, TestMode.Plain, Coverage: false).Expression;

    [TestCase(null, ExpectedResult = "TestCategory!=Long")]
    [TestCase("Boot", ExpectedResult = "(TestCategory=Boot|FullyQualifiedName~Boot)&TestCategory!=Long")]
    public string? Expression_QuickMode_LeavesLongTestsOut(string? filter) => new TestRequest(filter, TestMode.Quick, Coverage: false).Expression;
}
