using System.Threading.Tasks;
using NUnit.Framework;

namespace CosmosNvme.KernelRunner.Tests;

/// <summary>
/// Tests with machines of their own do not run beside the machine of the tests in the kernel, whichever of these tests a filter chose: they would wait for room on the
/// host until the gate loses its patience.
/// </summary>
[Category("Machine")]
internal sealed class LeftMachineTests
{
    private static TestMachine Widest => TestMachines.All[^1];

    [Test]
    [Order(1)]
    public async Task Test_ThatUsesTheMachine_FindsItUp() => Assert.That(await Widest.ListAsync(), Is.Not.Empty);

    [Test]
    [Order(2)]
    public async Task Test_ThatFollows_FindsItOff() => Assert.That(await Widest.PowerOffAsync(), Is.Null, "The machine was still up.");
}
