using System;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace CosmosNvme.Testing;

/// <summary>The test ends or hangs its machine on purpose. It runs only when it is named.</summary>
public sealed class DeadlyTestAttribute() : TestCategoryAttribute(TestCategories.Deadly)
{
    /// <inheritdoc/>
    public override void ApplyToTest(Test test)
    {
        ArgumentNullException.ThrowIfNull(test);
        base.ApplyToTest(test);
        if (test.RunState == RunState.Runnable)
        {
            test.RunState = RunState.Explicit;
        }
    }
}
