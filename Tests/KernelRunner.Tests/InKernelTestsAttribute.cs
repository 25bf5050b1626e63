using System;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Testing.Protocol;
using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Builders;

namespace CosmosNvme.KernelRunner.Tests;

/// <summary>
/// Makes of a fixture on the host one fixture for each fixture in the kernel and each machine, with a test for each test there. So names and
/// categories of the tests in the kernel are those of NUnit tests on the host, and every filter reaches them.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class InKernelTestsAttribute : NUnitAttribute, IFixtureBuilder
{
    /// <summary>What ran inside the kernel; the totals of all tests count these apart.</summary>
    private const string MachineCategory = "Machine";

    public IEnumerable<TestSuite> BuildFrom(ITypeInfo typeInfo)
    {
        TestDescription[] tests = [.. TestImage.Tests.Where(test => !test.IsExplicit)];
        return
            from machine in TestMachines.All
            from fixture in tests.GroupBy(test => test.Fixture)
            select Build(typeInfo, machine, fixture.Key, [.. fixture]);
    }

    private static TestFixture Build(ITypeInfo type, TestMachine machine, string fixture, TestDescription[] tests)
    {
        TestFixture suite = new(type, [machine])
        {
            Name = $"{WithoutNamespace(fixture)}({machine.Name})",
            FullName = $"{fixture}({machine.Name})",
        };
        IMethodInfo run = type.GetMethods(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Instance).Single(method => method.Name == nameof(InKernelTests.Run));
        foreach (TestDescription test in tests)
        {
            TestMethod method = new NUnitTestCaseBuilder().BuildTestMethod(run, suite, new TestCaseParameters([test.FullName]));
            method.Name = test.Name;
            method.FullName = $"{suite.FullName}.{test.Name}";
            foreach (string category in test.Categories.Append(MachineCategory))
            {
                method.Properties.Add(PropertyNames.Category, category);
            }

            suite.Add(method);
        }

        return suite;
    }

    private static string WithoutNamespace(string fixture) => fixture[(fixture.Split('(')[0].LastIndexOf('.') + 1)..];
}
