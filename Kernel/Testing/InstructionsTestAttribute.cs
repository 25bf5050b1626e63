using System;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace CosmosNvme.Testing;

/// <summary>
/// The test measures, and means something only on a machine whose clock counts instructions. It runs only when it is named.
/// </summary>
public sealed class InstructionsTestAttribute() : TestCategoryAttribute(TestCategories.Instructions)
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
