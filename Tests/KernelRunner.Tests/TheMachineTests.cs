using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using CosmosNvme.Lab;
using CosmosNvme.Testing.Protocol;
using NUnit.Framework;

namespace CosmosNvme.KernelRunner.Tests;

/// <summary>What else must hold of a machine on which tests in the kernel ran. <see cref="InKernelTestsAttribute"/> puts it behind these tests.</summary>
internal sealed class TheMachineTests(TestMachine machine)
{
    public async Task Kernel_ItsListOfTests_IsTheHosts()
    {
        ImmutableArray<TestDescription> inside = await machine.ListAsync();
        Assert.That(inside.Select(Text), Is.EqualTo(TestImage.Tests.Select(Text)), "Tests must be found without running in the kernel: a TestCaseSource may not ask the machine.");
    }

    public async Task Machine_AfterItsTests_PowersOffInGoodOrder()
    {
        await machine.ListAsync();
        MachineResult? result = await machine.PowerOffAsync();
        Assert.That(result!.Reason, Is.EqualTo(ExitReason.Orderly), result.ToString());
    }

    private static string Text(TestDescription test) => $"{test.FullName} [{string.Join(", ", test.Categories)}]{(test.IsExplicit ? " explicit" : "")}";
}
