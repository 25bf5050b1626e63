using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using NUnit.Framework.Api;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Builders;

namespace CosmosNvme.Testing;

/// <summary>
/// Finds the tests of an assembly as NUnit does, but without asking where the assembly's file lies: in a kernel there is none. Works
/// on the host over the same assembly, too, and finds the same tests there.
/// </summary>
public sealed class AssemblyTestBuilder : ITestAssemblyBuilder
{
    // What NUnit asks of the result of an asynchronous test by reflection.
    private const DynamicallyAccessedMemberTypes Awaitable = DynamicallyAccessedMemberTypes.PublicMethods | DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.Interfaces;

    /// <inheritdoc/>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "KernelTests.targets makes the test assembly a root of the trimmer.")]
    [DynamicDependency(Awaitable, typeof(Task))]
    [DynamicDependency(Awaitable, typeof(Task<>))]
    [DynamicDependency(Awaitable, typeof(TaskAwaiter))]
    [DynamicDependency(Awaitable, typeof(TaskAwaiter<>))]
    [DynamicDependency(Awaitable, typeof(ValueTask))]
    [DynamicDependency(Awaitable, typeof(ValueTaskAwaiter))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicMethods, typeof(INotifyCompletion))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicMethods, typeof(ICriticalNotifyCompletion))]
    public ITest Build(Assembly assembly, IDictionary<string, object> options)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        DefaultSuiteBuilder builder = new();
        List<Test> fixtures = [];
        foreach (Type type in assembly.GetTypes())
        {
            TypeWrapper wrapper = new(type);
            if (builder.CanBuildFrom(wrapper))
            {
                fixtures.Add(builder.BuildFrom(wrapper));
            }
        }

        fixtures.Sort((left, right) => string.CompareOrdinal(left.FullName, right.FullName));
        TestAssembly root = new(assembly, assembly.GetName().Name!);
        NamespaceTreeBuilder tree = new(root);
        tree.Add(fixtures);
        root.ApplyAttributesToTest(assembly);
        return tree.RootSuite;
    }

    /// <inheritdoc/>
    public ITest Build(string assembly, IDictionary<string, object> options) =>
        throw new NotSupportedException("Nothing is loaded by name here: hand in the assembly.");
}
