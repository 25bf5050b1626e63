using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
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
        int order = 0;
        foreach (TestMachine machine in TestMachines.All)
        {
            foreach (IGrouping<string, TestDescription> fixture in tests.GroupBy(test => test.Fixture))
            {
                yield return InOrder(Build(typeInfo, machine, fixture.Key, [.. fixture]), order);
            }

            yield return InOrder(BuildLast(machine), order + 1);
            order += 2;
        }
    }

    // All fixtures of one machine, then what must hold of it, then the next machine: there is never more than one.
    private static TestFixture InOrder(TestFixture suite, int order)
    {
        suite.Properties.Set(PropertyNames.Order, order);
        return suite;
    }

    private static TestFixture BuildLast(TestMachine machine)
    {
        TypeWrapper type = new(typeof(TheMachineTests));
        string name = $"{nameof(TheMachineTests)}({machine.Name})";
        TestFixture suite = new(type, [machine]) { Name = name, FullName = $"{type.Namespace}.{name}" };
        int order = 0;
        foreach (string test in new[] { nameof(TheMachineTests.Kernel_ItsListOfTests_IsTheHosts), nameof(TheMachineTests.Machine_AfterItsTests_PowersOffInGoodOrder) })
        {
            TestMethod method = Add(suite, Method(type, test), new TestCaseParameters(), test, [MachineCategory]);
            method.Properties.Set(PropertyNames.Order, order++);
        }

        return suite;
    }

    private static TestFixture Build(ITypeInfo type, TestMachine machine, string fixture, TestDescription[] tests)
    {
        TestFixture suite = new(type, [machine])
        {
            Name = $"{WithoutNamespace(fixture)}({machine.Name})",
            FullName = $"{fixture}({machine.Name})",
        };
        IMethodInfo run = Method(type, nameof(InKernelTests.Run));
        foreach (TestDescription test in tests)
        {
            Add(suite, run, new TestCaseParameters([test.FullName]), test.Name, [.. test.Categories, MachineCategory]);
        }

        return suite;
    }

    private static TestMethod Add(TestFixture suite, IMethodInfo code, TestCaseParameters arguments, string name, IEnumerable<string> categories)
    {
        TestMethod method = new NUnitTestCaseBuilder().BuildTestMethod(code, suite, arguments);
        method.Name = name;
        method.FullName = $"{suite.FullName}.{name}";
        foreach (string category in categories)
        {
            method.Properties.Add(PropertyNames.Category, category);
        }

        suite.Add(method);
        return method;
    }

    private static IMethodInfo Method(ITypeInfo type, string name) =>
        type.GetMethods(BindingFlags.Public | BindingFlags.Instance).Single(method => method.Name == name);

    private static string WithoutNamespace(string fixture) => fixture[(fixture.Split('(')[0].LastIndexOf('.') + 1)..];
}
