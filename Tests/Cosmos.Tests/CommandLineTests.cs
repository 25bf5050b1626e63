using System.Collections.Generic;
using System.IO;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Cosmos.Tests;

/// <summary>The command line from outside, with the test kernel.</summary>
[Category("Boot")]
internal sealed class CommandLineTests
{
    [TestCase('o', 0)]
    [TestCase('f', 1)]
    [TestCase('p', 3)]
    [TestCase('t', 3)]
    public void Run_EachEnd_HasItsStatusAndKeepsTheChannelsApart(char end, int expected)
    {
        (int status, string output, string errors) = RunTestKernel("--exec", "x", "--append", $"do={end}");
        Assert.That(status, Is.EqualTo(expected), errors);
        Assert.That(output, Is.EqualTo("test kernel: console\n"));
        Assert.That(errors, Does.Contain("[    0.000001] info: test kernel: log\n"));
    }

    [Test]
    public void Run_TimeOver_Is4() => Assert.That(CosmosScript.Run("run", "--image", TestKernel.Image, "--exec", "x", "--append", "do=h", "--timeout", "2").Status, Is.EqualTo(4));

    [Test]
    public void Run_PipedInput_ReachesTheConsoleAndItsEndEndsTheShell()
    {
        (int status, string output, string errors) = CosmosScript.Run("one\ntwo\n", ["run", "--image", TestKernel.Image, "--append", "do=e", "--timeout", "60"]);
        Assert.That(status, Is.EqualTo(0), errors);
        Assert.That(output, Is.EqualTo("test kernel: console\none\ntwo\n"));
    }

    [TestCase("run", "--boot", "network")]
    [TestCase("run", "stray")]
    [TestCase("run", "--image", "/no/such/kernel")]
    [TestCase("run", "--no-build", "--disk", "/no/such/disk")]
    [TestCase("unheard-of")]
    [TestCase("test", "--quick", "--soak")]
    [TestCase("iso", "--output", "/tmp")]
    [TestCase("iso", "stray")]
    [TestCase("bench", "--cpus", "0")]
    [TestCase("bench", "--filter", "no row is called so")]
    [TestCase("bench", "--vs", "windows")]
    [TestCase("bench", "--disk", "floppy")]
    [TestCase("fuzz")]
    [TestCase("fuzz", "gpt", "--minutes", "0")]
    [TestCase]
    public void Any_WrongUse_Is2AndSaysWhy(params string[] arguments)
    {
        (int status, _, string errors) = CosmosScript.Run(arguments);
        Assert.That(status, Is.EqualTo(2));
        Assert.That(errors, Is.Not.Empty);
    }

    [Test]
    public void Run_ArgumentsQemuRejects_Is2()
    {
        (int status, _, string errors) = RunTestKernel("--exec", "x", "--", "-device", "no-such-device");
        Assert.That(status, Is.EqualTo(2));
        Assert.That(errors, Does.Contain("no-such-device"));
    }

    [TestCase("--help")]
    [TestCase("run", "--help")]
    [TestCase("test", "--help")]
    [TestCase("iso", "--help")]
    [TestCase("bench", "--help")]
    [TestCase("fuzz", "--help")]
    [TestCase("doctor", "--help")]
    public void Help_EveryCommand_DescribesItself(params string[] arguments)
    {
        (int status, string output, _) = CosmosScript.Run(arguments);
        Assert.That(status, Is.EqualTo(0));
        Assert.That(output, Does.Contain("Usage:").And.Contain("./cosmos"));
    }

    [Test]
    public void Doctor_ThisHost_ListsEveryPackage()
    {
        (int status, string output, _) = CosmosScript.Run("doctor");
        Assert.That(status, Is.EqualTo(0), output);
        foreach (Package package in Packages.All)
        {
            Assert.That(output, Does.Contain(package.Name));
        }
    }

    [Test]
    public void Script_AnyFolderAndThroughALink_FindsTheRepository()
    {
        using TemporaryFolder folder = new();
        File.CreateSymbolicLink(folder["link"], RepositoryPaths.CosmosScript);
        (int code, string output, _) = ToolRunner.Run("sh", "-c", $"cd '{folder["."]}' && ./link --help");
        Assert.That(code, Is.EqualTo(0));
        Assert.That(output, Does.Contain("./cosmos"));
        Assert.That(CosmosScript.Run("", ["--help"], folder["."], new Dictionary<string, string> { ["CI"] = "true" }).Status, Is.EqualTo(0));
    }

    private static (int Status, string Output, string Errors) RunTestKernel(params string[] arguments) => CosmosScript.Run(["run", "--image", TestKernel.Image, "--timeout", "60", .. arguments]);
}
