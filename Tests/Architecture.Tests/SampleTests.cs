using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using NUnit.Framework;

namespace CosmosNvme.Architecture.Tests;

/// <summary>The samples are what the README says, and build the way strangers build.</summary>
[TestFixture]
internal sealed partial class SampleTests
{
    private const string OwnMachine = "Samples/Outside/OwnMachine/OwnMachine.csproj";

    [Test]
    public void Readme_HelloKernel_IsTheSample()
    {
        Assert.That(CodeBlock("csharp"), Is.EqualTo(Repository.Read("Samples/Hello/Program.cs")));
        Assert.That(CodeBlock("xml").Replace("../CosmosNvme/", "../../"), Is.EqualTo(Repository.Read("Samples/Hello/Hello.csproj")));
    }

    [Test]
    public void OwnMachine_References_AreTheLibrariesAndTheSoftwareController()
    {
        string[] references = XDocument.Parse(Repository.Read(OwnMachine)).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!))
            .ToArray();
        Assert.That(references, Is.EquivalentTo(["Abstractions", "Pci", "Nvme", "Nvme.Pci", "Nvme.Simulator"]));
    }

    [Test]
    [Category("Long")]
    public void OwnMachine_BuiltOutsideTheSolution_ReadsABlockOfTheSoftwareController()
    {
        (int exitCode, string output) = Dotnet.Run(Repository.Root, "run", "--project", OwnMachine, "-v", "quiet");
        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output, Does.Contain("nvme0n1: Hello from block 7"));
    }

    private static string CodeBlock(string language) =>
        FencedCode().Matches(Repository.Read("README.md")).Single(match => match.Groups["language"].Value == language).Groups["code"].Value;

    [GeneratedRegex(@"^```(?<language>\w+)\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex FencedCode();
}
