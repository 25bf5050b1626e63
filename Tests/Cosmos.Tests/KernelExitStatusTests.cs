using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Cosmos.Tests;

/// <summary>The exit statuses of <c>./cosmos run</c> with the real kernel.</summary>
[Category("Boot")]
internal sealed class KernelExitStatusTests
{
    // The first run says that it makes the disk; these tests are about the runs after it.
    [OneTimeSetUp]
    public void MakeDemonstrationDisk() => DemonstrationDisk.Ensure(DemonstrationDisk.Location);

    [TestCase(0, "echo one; echo 'two  words' \"and; more\"", "one\ntwo  words and; more\n")]
    [TestCase(0, "", "")]
    [TestCase(1, "false; echo after", "after\n")]
    [TestCase(1, "no-such-command", null)]
    [TestCase(1, "echo 'open quote", null)]
    [TestCase(3, "echo before; panic unhandled-exception; echo never", "before\n")]
    public void Run_Exec_EndsWithTheStatusOfTheContract(int expected, string exec, string? console)
    {
        (int status, string output, string errors) = CosmosScript.Run("run", "--no-build", "--timeout", "90", "--exec", exec);
        Assert.That(status, Is.EqualTo(expected), errors);
        Assert.That(output, console is null ? Is.Not.Null : Is.EqualTo(console));
    }

    [Test]
    public void Run_UnhandledException_IsExplainedOnStandardError()
    {
        (_, _, string errors) = CosmosScript.Run("run", "--no-build", "--timeout", "90", "--exec", "panic unhandled-exception");
        Assert.That(errors, Does.Contain("InvalidOperationException").And.Contain("The kernel panicked."));
    }

    [Test]
    public void Run_CpuBelowTheMinimum_Is3AndNamesWhatIsMissing()
    {
        (int status, string output, string errors) = CosmosScript.Run("run", "--no-build", "--timeout", "90", "--cpu", "qemu64", "--exec", "echo never");
        Assert.That(status, Is.EqualTo(3), errors);
        Assert.That(output, Is.Empty);
        Assert.That(errors, Does.Contain("sse4.2"));
    }

    [Test]
    [Category("Long")]
    public void Run_CommandThatOutlastsTheTime_Is4()
    {
        (int status, _, string errors) = CosmosScript.Run("run", "--no-build", "--timeout", "6", "--exec", "sleep 1000");
        Assert.That(status, Is.EqualTo(4), errors);
    }

    [Test]
    public void Run_QuietKernel_WritesNothingToStandardError()
    {
        (int status, _, string errors) = CosmosScript.Run("run", "--no-build", "--timeout", "90", "--exec", "echo hello");
        Assert.That(status, Is.EqualTo(0), errors);
        Assert.That(errors, Is.Empty);
    }

    [Test]
    public void Run_Verbose_ShowsTheBootOnStandardErrorOnly()
    {
        (int status, string output, string errors) = CosmosScript.Run("run", "--no-build", "--timeout", "90", "--verbose", "--exec", "echo hello");
        Assert.That(status, Is.EqualTo(0), errors);
        Assert.That(output, Is.EqualTo("hello\n"));
        Assert.That(errors, Does.Contain("info:"));
    }

    [Test]
    public void Run_PipedCommands_RunInTheInteractiveShell()
    {
        (int status, string output, string errors) = CosmosScript.Run("echo one'+'two\n", ["run", "--no-build", "--timeout", "90"]);
        Assert.That(status, Is.EqualTo(0), errors);
        Assert.That(output, Does.Contain("one+two"));
    }
}
