using System;
using NUnit.Framework;
using NUnit.Framework.Interfaces;

namespace CosmosNvme.KernelRunner.Tests;

/// <summary>
/// Powers the machines of the tests in the kernel off before any other test. Their last test does so too, but a filter may have left it out, and then
/// every further machine would wait for room on the host.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class LeavesNoMachineAttribute : Attribute, ITestAction
{
    public ActionTargets Targets => ActionTargets.Test;

    public void BeforeTest(ITest test)
    {
        if (test.Fixture is not (InKernelTests or TheMachineTests))
        {
            TestMachines.PowerOffAsync().GetAwaiter().GetResult();
        }
    }

    public void AfterTest(ITest test)
    {
    }
}
