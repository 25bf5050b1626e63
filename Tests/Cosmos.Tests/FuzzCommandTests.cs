using NUnit.Framework;

namespace CosmosNvme.Cosmos.Tests;

/// <summary>How <c>./cosmos fuzz</c> passes on what it was told.</summary>
internal sealed class FuzzCommandTests
{
    [TestCase("fuzz", "--list")]
    [TestCase("fuzz", "gpt")]
    [TestCase("fuzz", "gpt", "--minutes", "0.5", "--seed", "7")]
    [TestCase("fuzz", "gpt", "--replay", "file")]
    public void Parse_SensibleUse_HasNoErrors(params string[] arguments) => Assert.That(Program.Parse(arguments).Errors, Is.Empty);

    [TestCase("fuzz")]
    [TestCase("fuzz", "gpt", "--minutes", "0")]
    [TestCase("fuzz", "gpt", "--minutes", "NaN")]
    [TestCase("fuzz", "gpt", "--seed", "x")]
    public void Parse_WrongUse_HasOneError(params string[] arguments) => Assert.That(Program.Parse(arguments).Errors, Has.Count.EqualTo(1));

    [Test]
    public void Arguments_Run_AreSecondsAndSeed() =>
        Assert.That(FuzzCommand.Arguments("gpt", 1.5, 7, null), Is.EqualTo(new[] { "gpt", "--seconds", "90", "--seed", "7" }));

    [Test]
    public void Arguments_Replay_IsNothingElse() =>
        Assert.That(FuzzCommand.Arguments("gpt", 1.5, 7, "/tmp/x"), Is.EqualTo(new[] { "gpt", "--replay", "/tmp/x" }));

    [Test]
    public void Arguments_List_NeedsNoTarget() => Assert.That(FuzzCommand.Arguments(null, 1, 7, null), Is.EqualTo(new[] { "--list" }));
}
