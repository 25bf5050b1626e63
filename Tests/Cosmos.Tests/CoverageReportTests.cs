using System.IO;
using NUnit.Framework;

namespace CosmosNvme.Cosmos.Tests;

/// <summary>What <c>./cosmos test --coverage</c> says at its end.</summary>
internal sealed class CoverageReportTests
{
    private const string Root = "/repository";

    [Test]
    public void Report_OfSeveralProjects_CountsALineOnce()
    {
        string report = Report(
            Package("CosmosNvme.Pci", "Pci/PciBar.cs", (1, 0), (2, 5), (3, 0)),
            Package("CosmosNvme.Pci", "Pci/PciBar.cs", (1, 1), (2, 0), (3, 0)));
        Assert.That(report, Does.Contain("Pci                           3        2    66.7 %\n"));
        Assert.That(report, Does.Contain("all                           3        2    66.7 %\n"));
        Assert.That(report, Does.Contain("    1 of 3     Pci/PciBar.cs: 3\n"));
    }

    [Test]
    public void Report_OfAClassInPieces_SumsThem()
    {
        // A state machine of an async method is a class of its own in the same file.
        string report = Report(Package("CosmosNvme.Nvme", "Drivers/Nvme/A.cs", (1, 1)) + Package("CosmosNvme.Nvme.dll", "Drivers/Nvme/A.cs", (1, 0), (2, 0)));
        Assert.That(report, Does.Contain("Nvme                          2        1    50.0 %\n"));
    }

    [Test]
    public void Report_OfTestsAndForeignCode_LeavesThemOut()
    {
        string report = Report(
            Package("CosmosNvme.Pci", "Pci/A.cs", (1, 1)),
            Package("CosmosNvme.Pci.Tests", "Tests/Pci.Tests/B.cs", (1, 0)),
            Package("CosmosNvme.Nvme.Simulator", "Tests/Nvme.Simulator/C.cs", (1, 0)),
            Package("CosmosNvme.Pci", "Pci/obj/Release/D.g.cs", (1, 0)),
            Package("NUnit", "../elsewhere/E.cs", (1, 0)));
        Assert.That(report, Does.Contain("all                           1        1   100.0 %\n"));
        Assert.That(report, Does.Not.Contain("Lines that no test ran"));
    }

    [Test]
    public void Report_MissingLines_AreRangesWithTheWorstFileFirst()
    {
        string report = Report(
            Package("CosmosNvme.Pci", "Pci/Good.cs", (1, 0), (2, 1)),
            Package("CosmosNvme.Pci", "Pci/Bad.cs", (10, 0), (12, 0), (13, 1), (20, 0), (21, 1), (30, 0), (31, 0), (40, 1), (50, 0), (51, 1), (60, 0), (61, 1), (70, 0), (71, 1), (80, 0)));
        Assert.That(report, Does.Contain("    9 of 15    Pci/Bad.cs: 10-12, 20, 30-31, 50, 60, 70, ...\n    1 of 2     Pci/Good.cs: 1\n"));
    }

    [Test]
    public void Report_OfNothing_SaysSo() => Assert.That(Report(), Does.Contain("nothing was measured"));

    private static string Package(string assembly, string file, params (int Line, int Hits)[] lines)
    {
        StringWriter text = new();
        text.Write($"<package name=\"{assembly}\"><classes><class filename=\"{Root}/{file}\"><lines>");
        foreach ((int line, int hits) in lines)
        {
            text.Write($"<line number=\"{line}\" hits=\"{hits}\" />");
        }

        text.Write("</lines></class></classes></package>");
        return text.ToString();
    }

    private static string Report(params string[] projects)
    {
        using TemporaryFolder folder = new();
        for (int index = 0; index < projects.Length; index++)
        {
            Directory.CreateDirectory(folder[$"project{index}"]);
            File.WriteAllText(folder[$"project{index}/host.cobertura.xml"], $"<coverage><packages>{projects[index]}</packages></coverage>");
        }

        StringWriter output = new() { NewLine = "\n" };
        CoverageReport.Write(output, CoverageData.Read(folder["."], Root));
        return output.ToString();
    }
}
