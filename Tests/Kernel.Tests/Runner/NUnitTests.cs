using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Runner;

/// <summary>What tests may use of NUnit works inside a kernel.</summary>
[ReadOnlyTest]
[TestFixture("first")]
[TestFixture("second")]
internal sealed class NUnitTests(string argument) : IDisposable
{
    private static readonly int[] s_source = [1, 2, 3];

    private readonly List<string> _calls = [];
    private bool _disposed;

    [OneTimeSetUp]
    public void BeforeAll() => _calls.Add("before all");

    [SetUp]
    public async Task Before()
    {
        await Task.Yield();
        _calls.Add("before");
    }

    [TearDown]
    public void After() => _calls.Add("after");

    [OneTimeTearDown]
    public void AfterAll() => _calls.Add("after all");

    public void Dispose() => _disposed = true;

    [Test]
    public void Fixture_ForEachTest_WasSetUpAndIsInUse()
    {
        Assert.That(_disposed, Is.False);
        Assert.That(_calls, Does.Contain("before all").And.Not.Contain("after all"));
        Assert.That(_calls[^1], Is.EqualTo("before"));
    }

    [Test]
    public void Fixture_Arguments_AreThere() => Assert.That(argument, Is.EqualTo("first").Or.EqualTo("second"));

    [TestCase(1, "one", 1.5)]
    [TestCase(-1, "größe \"quoted\", with a comma", double.NaN)]
    public void TestCase_Arguments_Arrive(int number, string text, double real)
    {
        Assert.That(text, Has.Length.EqualTo(number == 1 ? 3 : 28));
        Assert.That(double.IsNaN(real), Is.EqualTo(number < 0));
    }

    [TestCaseSource(nameof(s_source))]
    public void TestCaseSource_Values_Arrive(int number) => Assert.That(s_source, Does.Contain(number));

    [Test]
    public void Values_Combined_Arrive([Values(1, 2)] int first, [Values(1, 3)] int second) => Assert.That(first * second, Is.InRange(1, 6));

    [TestCase(3, ExpectedResult = 9)]
    public int ExpectedResult_OfATest_IsCompared(int number) => number * number;

    [TestCase(3, ExpectedResult = 9)]
    public async Task<int> ExpectedResult_OfAnAsyncTest_IsCompared(int number)
    {
        await Task.Delay(1);
        return number * number;
    }

    [Test]
    public async Task Async_Test_IsAwaited()
    {
        await Task.Delay(5);
        Assert.That(await Task.Run(() => 42), Is.EqualTo(42));
    }

    [Test]
    public void Async_Exception_IsCaught() =>
        Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await Task.Yield();
            throw new InvalidOperationException("expected");
        });

    [Test]
    public void Constraints_OfManyKinds_Hold() => Assert.Multiple(() =>
    {
        Assert.That(new[] { 3, 1, 2 }, Is.EquivalentTo(s_source).And.Not.Ordered);
        Assert.That("kernel", Does.Match("^k.*l$").And.Length.EqualTo(6));
        Assert.That(() => throw new ArgumentException("wrong", nameof(argument)), Throws.ArgumentException.With.Message.StartsWith("wrong"));
        Assert.That(1.0 / 3, Is.EqualTo(0.333).Within(0.001));
        Assert.That((object?)null, Is.Null);
        Assert.That(new Dictionary<string, int> { ["a"] = 1 }, Does.ContainKey("a"));
    });

    [Test]
    public void Constraints_OverValueTypes_Hold() => Assert.Multiple(() =>
    {
        Assert.That(s_source, Has.All.GreaterThan(0).And.Some.EqualTo(2).And.None.EqualTo(4));
        Assert.That(new List<byte> { 1, 2 }, Has.All.LessThan(3));
        Assert.That(new[] { 0.5, 1.5 }, Has.Some.EqualTo(1.5).Within(0.1));
        Assert.That("kernel", Has.Length.EqualTo(6).And.Some.EqualTo('n'));
    });

    [Test]
    public void Equality_OfARecordOfTheTests_IsItsOwn() => Assert.That(new Pair(1, "one"), Is.EqualTo(new Pair(1, "one")).And.Not.EqualTo(new Pair(2, "one")));

    [Test]
    [Retry(3)]
    public void Retry_AfterAFailure_RunsAgain() => Assert.That(TestContext.CurrentContext.CurrentRepeatCount, Is.EqualTo(1));

    [Test]
    [Repeat(3)]
    public void Repeat_Test_RunsAgain() => Assert.That(TestContext.CurrentContext.CurrentRepeatCount, Is.InRange(0, 2));

    [Test]
    [CancelAfter(60_000)]
    public void CancelAfter_Test_GetsAToken(System.Threading.CancellationToken token) => Assert.That(token.CanBeCanceled, Is.True);

    private readonly record struct Pair(int Number, string Text);
}
