using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace CosmosNvme.Lab.Testing;

/// <summary>
/// Leaves console, log, QEMU's arguments and notes and the judge's verdict of a failed test's machines in artifacts/lab/&lt;test&gt;, those of
/// the fixture's set-up among them, and fails a test that leaves a machine running. Every test assembly that starts machines carries it.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class SavesFailedMachinesAttribute : Attribute, ITestAction
{
    /// <summary>Makes the attribute.</summary>
    public SavesFailedMachinesAttribute() => TestMachines.Watch();

    /// <inheritdoc/>
    public ActionTargets Targets => ActionTargets.Test | ActionTargets.Suite;

    /// <inheritdoc/>
    public void BeforeTest(ITest test)
    {
    }

    /// <inheritdoc/>
    public void AfterTest(ITest test)
    {
        ArgumentNullException.ThrowIfNull(test);
        if (test.IsSuite)
        {
            // At the assembly's end: NUnit calls an assembly's action for no smaller suite.
            TestMachines.Finish(TestExecutionContext.CurrentContext.CurrentResult);
            return;
        }

        IReadOnlyList<Machine> left = [.. TestMachines.Of(test).Where(machine => machine.IsRunning)];
        if (left.Count > 0 || TestContext.CurrentContext.Result.Outcome.Status == TestStatus.Failed)
        {
            if (TestMachines.Save(test) is string folder)
            {
                TestContext.Out.WriteLine($"What the machines said is in {Path.GetRelativePath(RepositoryPaths.Root, folder)}");
            }
        }
        else
        {
            TestMachines.Remove(test);
        }

        TestMachines.Forget(test);
        foreach (Machine machine in left)
        {
            machine.StopAsync().GetAwaiter().GetResult();
        }

        Assert.That(left, Is.Empty, "This test left a machine running: dispose every machine that you start.");
    }
}
