using System;
using NUnit.Framework;
using NUnit.Framework.Interfaces;

namespace CosmosNvme.Boot.Tests;

/// <summary>Leaves the console and log of the last machine in artifacts/lab when a test failed.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class SavesFailedMachinesAttribute : Attribute, ITestAction
{
    public ActionTargets Targets => ActionTargets.Test;

    public void BeforeTest(ITest test)
    {
    }

    public void AfterTest(ITest test)
    {
        if (TestContext.CurrentContext.Result.Outcome.Status == TestStatus.Failed)
        {
            Boots.SaveLast(test.FullName);
        }
    }
}
