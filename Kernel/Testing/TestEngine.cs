using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Reflection;
using CosmosNvme.Testing.Protocol;
using NUnit.Framework.Api;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace CosmosNvme.Testing;

/// <summary>NUnit over one assembly: which tests there are, and running some of them. One thread at a time.</summary>
public sealed class TestEngine
{
    // Zero workers: NUnit runs one test after the other, each on one and the same thread.
    private static readonly Dictionary<string, object> s_settings = new() { ["NumberOfTestWorkers"] = 0 };

    private readonly NUnitTestAssemblyRunner _runner = new(new AssemblyTestBuilder());
    private readonly Dictionary<string, ITest> _byName = new(StringComparer.Ordinal);

    /// <summary>Finds the tests of an assembly; runs none.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <exception cref="InvalidOperationException">Two tests have one name.</exception>
    public TestEngine(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        AssemblyName = assembly.GetName().Name!;
        ImmutableArray<TestDescription>.Builder tests = ImmutableArray.CreateBuilder<TestDescription>();
        foreach (ITest test in Leaves(_runner.Load(assembly, s_settings)))
        {
            if (!_byName.TryAdd(test.FullName, test))
            {
                throw new InvalidOperationException($"There are two tests called {test.FullName}: give one another name.");
            }

            tests.Add(Describe(test));
        }

        Tests = tests.ToImmutable();
    }

    /// <summary>Name of the assembly.</summary>
    public string AssemblyName { get; }

    /// <summary>Its tests.</summary>
    public ImmutableArray<TestDescription> Tests { get; }

    /// <summary>Runs tests; returns when all have ended.</summary>
    /// <param name="fullNames">Their full names; others are ignored.</param>
    /// <param name="finished">Called for each as it ends.</param>
    internal void Run(IEnumerable<string> fullNames, Action<TestDescription, TestVerdict> finished)
    {
        Dictionary<ITest, TestDescription> chosen = [];
        foreach (string name in fullNames)
        {
            if (_byName.TryGetValue(name, out ITest? test))
            {
                chosen[test] = Describe(test);
                ForgetInstances(test);
            }
        }

        VerdictListener listener = new((test, verdict) =>
        {
            if (chosen.Remove(test, out TestDescription? description))
            {
                finished(description, verdict);
            }
        });
        _runner.Run(listener, new ChosenTests(chosen.Keys));

        // NUnit says nothing about tests under a suite that it could not even begin.
        foreach ((ITest test, TestDescription description) in chosen.ToArray())
        {
            finished(description, new TestVerdict(0, TestOutcome.Failed, $"NUnit did not run {test.FullName}: {_runner.Result?.Message}", "", "", TimeSpan.Zero));
        }
    }

    private static IEnumerable<ITest> Leaves(ITest test) => test.IsSuite ? test.Tests.SelectMany(Leaves) : [test];

    // NUnit keeps the object of a fixture that ran; a second run would use it again after its one-time tear-down.
    private static void ForgetInstances(ITest test)
    {
        for (ITest? holder = test.Parent; holder is not null; holder = holder.Parent)
        {
            if (holder is Test suite)
            {
                suite.Fixture = null;
            }
        }
    }

    private static TestDescription Describe(ITest test)
    {
        List<ITest> path = [];
        for (ITest? holder = test; holder is not null; holder = holder.Parent)
        {
            path.Add(holder);
        }

        ITest fixture = path.FirstOrDefault(holder => holder is TestFixture) ?? test;
        ImmutableArray<string> categories =
        [
            .. path.SelectMany(holder => holder.Properties[PropertyNames.Category].Cast<string>()).Distinct().Order(StringComparer.Ordinal),
        ];
        return new TestDescription(test.FullName, fixture.FullName, test.Name, categories, path.Exists(holder => holder.RunState == RunState.Explicit));
    }
}
