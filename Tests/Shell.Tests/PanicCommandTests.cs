using System.Diagnostics;
using NUnit.Framework;

namespace CosmosNvme.Shell.Tests;

/// <summary>The commands that end the machine badly, or keep it waiting; the panics themselves are tested on machines.</summary>
[TestFixture]
internal sealed class PanicCommandTests : ShellFixture
{
    [Test]
    public void Panic_OfTheNucleus_CrashesTheMachine()
    {
        Session.RunScript("panic nucleus-page-fault");

        Assert.That(Machine.Crashed, Is.True);
    }

    [TestCase("panic fire", "there is no panic 'fire'")]
    [TestCase("panic", "name one kind of panic")]
    [TestCase("sleep", "say how many seconds")]
    [TestCase("sleep soon", "say how many seconds")]
    [TestCase("sleep -1", "say how many seconds")]
    [TestCase("sleep 1e9", "say how many seconds")]
    public void Execute_WrongArguments_IsAUsageError(string script, string complaint)
    {
        Assert.That(Run(script), Does.Contain(complaint));
        Assert.That(Session.LastStatus, Is.EqualTo(2));
    }

    [Test]
    public void Sleep_AFraction_IsNotShorter()
    {
        Stopwatch time = Stopwatch.StartNew();
        Assert.That(Run("sleep 0.05"), Is.Empty);
        Assert.That(time.ElapsedMilliseconds, Is.GreaterThanOrEqualTo(49));
        Assert.That(Session.LastStatus, Is.Zero);
    }
}
