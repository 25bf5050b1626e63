using System;
using NUnit.Framework;
using NUnit.Framework.Interfaces;

namespace CosmosNvme.Nvme.Tests;

/// <summary>Ends the recovery threads of controllers that a test has not shut down: they would look after these, in virtual time, until the process ends.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class StopsRecoveryAttribute : TestActionAttribute
{
    /// <inheritdoc/>
    public override ActionTargets Targets => ActionTargets.Test;

    /// <inheritdoc/>
    public override void AfterTest(ITest test)
    {
        ArgumentNullException.ThrowIfNull(test);
        Rig.StopRecovery(test.Id);
    }
}
