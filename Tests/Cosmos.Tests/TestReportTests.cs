using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Xml.Linq;
using NUnit.Framework;

namespace CosmosNvme.Cosmos.Tests;

internal sealed class TestReportTests
{
    private const string Trx = """
        <TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">
          <Results>
            <UnitTestResult testId="1" testName="Add_Two_Sums" duration="00:00:01.5" outcome="Passed" />
            <UnitTestResult testId="2" testName="Boot_Two_Fails" duration="00:00:00.1" outcome="Failed">
              <Output><ErrorInfo><Message>it broke</Message><StackTrace>at here</StackTrace></ErrorInfo></Output>
            </UnitTestResult>
            <UnitTestResult testId="3" testName="Wait_Long_Ends" outcome="NotExecuted">
              <Output><ErrorInfo><Message>the machine has no clock</Message></ErrorInfo></Output>
            </UnitTestResult>
          </Results>
          <TestDefinitions>
            <UnitTest name="Add_Two_Sums" id="1"><TestMethod className="A.B.AdderTests" name="Add_Two_Sums" /></UnitTest>
            <UnitTest name="Boot_Two_Fails" id="2">
              <TestMethod className="A.B.BootTests(4)" name="Boot_Two_Fails" />
            </UnitTest>
            <UnitTest name="Wait_Long_Ends" id="3"><TestMethod className="A.B.AdderTests" name="Wait_Long_Ends" /></UnitTest>
          </TestDefinitions>
          <ResultSummary outcome="Failed"><RunInfos /></ResultSummary>
        </TestRun>
        """;

    private const string NUnit = """
        <test-run>
          <test-suite type="TestFixture" fullname="A.B.BootTests(4)">
            <properties><property name="Category" value="Boot" /><property name="Category" value="Machine" /></properties>
            <test-suite type="ParameterizedMethod"><test-case fullname="A.B.BootTests(4).Boot_Two_Fails" /></test-suite>
          </test-suite>
          <test-suite type="TestFixture" fullname="A.B.AdderTests">
            <test-case fullname="A.B.AdderTests.Add_Two_Sums"><properties><property name="Category" value="Fast" /></properties></test-case>
          </test-suite>
        </test-run>
        """;

    private static ProjectResult Project(int notSelected = 0) => new("Some.Tests", TrxFile.Read(XDocument.Parse(Trx), NUnitFile.ReadMachineTests(XDocument.Parse(NUnit))), notSelected, TimeSpan.FromSeconds(2));

    [Test]
    public void Read_Trx_KnowsOutcomeFixtureCategoryAndMessage()
    {
        TestResult failed = Project().Tests.Single(test => test.Outcome == TestOutcome.Failed);
        Assert.That(failed.Fixture, Is.EqualTo("BootTests(4)"));
        Assert.That(failed.OnMachine, Is.True);
        Assert.That(failed.Message, Is.EqualTo("it broke\nat here"));
        Assert.That(Project().Passed, Is.EqualTo(1));
    }

    [Test]
    public void Read_TrxOfACrashedTestHost_IsAFailure()
    {
        XDocument crashed = XDocument.Parse(Trx.Replace("<RunInfos />", "<RunInfos><RunInfo outcome=\"Error\"><Text>host died</Text></RunInfo></RunInfos>", StringComparison.Ordinal));
        Assert.That(TrxFile.Read(crashed, new HashSet<string>()).Count(test => test.Outcome == TestOutcome.Failed && test.Message == "host died"), Is.EqualTo(1));
    }

    [Test]
    public void WriteTotals_MixedResults_EndsInTheTwoLinesOfTheContract()
    {
        using StringWriter output = new();
        TestReport.WriteTotals(output, [Project(notSelected: 4), Project()], TimeSpan.FromSeconds(3));
        string[] lines = output.ToString().TrimEnd().Split('\n');
        Assert.That(lines[^2], Is.EqualTo("host 2, kernel 2, excluded 6"));
        Assert.That(lines[^1], Is.EqualTo("2 passed, 2 failed"));
    }

    [Test]
    public void WriteProject_ExcludedTest_IsNamedWithItsReason()
    {
        using StringWriter output = new();
        TestReport.WriteProject(output, Project());
        Assert.That(output.ToString(), Does.Contain("excluded  Wait_Long_Ends: the machine has no clock\n").And.Contain("FAILED  Boot_Two_Fails\n"));
    }

    [Test]
    public void WriteFailures_OneFailed_NamesItWithItsMessage()
    {
        using StringWriter output = new();
        TestReport.WriteFailures(output, [Project()]);
        Assert.That(output.ToString().Trim(), Is.EqualTo("FAILED  Some.Tests: BootTests(4).Boot_Two_Fails\n  it broke\n  at here"));
    }
}
