using System;
using System.Threading.Tasks;
using NUnit.Framework;
using CosmosNvme.Testing;
namespace CosmosNvme.KernelTests.Runtime;
[ReadOnlyTest]
internal sealed class ExceptionTests
{
    [SetUp] public void Before() => TestContext.Out.WriteLine("before");
    [Test] public void Passes() { Assert.That(1, Is.EqualTo(1)); Console.WriteLine("console"); }
    [TestCase(3, "x")] public void Fails(int a, string b) => Assert.Multiple(() => { Assert.That(a, Is.EqualTo(1)); Assert.That(b, Does.Contain("y")); });
    [Test] public async Task Async() { await Task.Delay(10); Assert.That(KernelContext.Machine.PrivilegeLevel, Is.Zero); }
    [Test] public void Throwing() => Assert.That(() => throw new InvalidOperationException("x"), Throws.InvalidOperationException.With.Message.EqualTo("x"));
}
