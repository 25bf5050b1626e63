using System;
using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace CosmosNvme.Testing;

/// <summary>
/// Puts a test, or all tests of a fixture or assembly, in one of <see cref="TestCategories"/>. NUnit's own attribute refuses names with a hyphen.
/// </summary>
/// <param name="name">The category.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class | AttributeTargets.Assembly)]
public abstract class TestCategoryAttribute(string name) : NUnitAttribute, IApplyToTest
{
    /// <summary>The category.</summary>
    public string Name => name;

    /// <inheritdoc/>
    public virtual void ApplyToTest(Test test)
    {
        ArgumentNullException.ThrowIfNull(test);
        test.Properties.Add(PropertyNames.Category, name);
    }
}
