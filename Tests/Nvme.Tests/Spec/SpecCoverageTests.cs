using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>No type gets into Drivers/Nvme/Spec without a test of its layout.</summary>
public sealed class SpecCoverageTests
{
    // Types of these four kinds are held to the tables of the fixtures beside this one, which fail for a member that is not in them.
    private static IEnumerable<Type> InTables => SpecTypes.Entries.Concat(SpecTypes.Words).Concat(SpecTypes.Enumerations).Concat(SpecTypes.Buffers);

    [Test]
    public void Type_EveryOne_HasATestOfItsLayout()
    {
        IEnumerable<Type> named = typeof(SpecCoverageTests).Assembly.GetTypes()
            .SelectMany(fixture => fixture.GetCustomAttributes(typeof(TestOfAttribute), false))
            .Select(attribute => (string)((TestOfAttribute)attribute).Properties["TestOf"][0]!)
            .Select(name => SpecTypes.All.FirstOrDefault(type => type.FullName == name))
            .OfType<Type>();
        Assert.That(SpecTypes.All.Except(InTables).Except(named), Is.Empty, "Test these against the specification in a fixture that says [TestOf(typeof(...))].");
    }

    [Test]
    public void Types_OfEveryKind_AreFound()
    {
        // The rules above would be empty ones if the search found nothing.
        Assert.That(SpecTypes.Entries, Is.SupersetOf(new[] { typeof(SubmissionEntry), typeof(CompletionEntry) }));
        Assert.That(SpecTypes.Words, Is.SupersetOf(new[] { typeof(ControllerCapabilities), typeof(NvmeStatus), typeof(ControllerMemoryBuffer) }));
        Assert.That(SpecTypes.Enumerations, Is.SupersetOf(new[] { typeof(AdminOpcode), typeof(StatusCodeType) }));
        Assert.That(SpecTypes.Buffers, Is.SupersetOf(new[] { typeof(IdentifyController), typeof(IdentifyNamespace) }));
    }
}
