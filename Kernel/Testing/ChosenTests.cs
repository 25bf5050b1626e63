using System;
using System.Collections.Generic;
using NUnit.Framework.Interfaces;

namespace CosmosNvme.Testing;

/// <summary>NUnit's filter for tests that are known by identity.</summary>
internal sealed class ChosenTests : ITestFilter
{
    private readonly HashSet<ITest> _selected = [];

    /// <summary>Selects tests, and with them what holds them.</summary>
    internal ChosenTests(IEnumerable<ITest> tests)
    {
        foreach (ITest test in tests)
        {
            for (ITest? holder = test; holder is not null; holder = holder.Parent)
            {
                _selected.Add(holder);
            }
        }
    }

    /// <inheritdoc/>
    public bool Pass(ITest test) => _selected.Contains(test);

    /// <inheritdoc/>
    public bool IsExplicitMatch(ITest test) => _selected.Contains(test);

    /// <inheritdoc/>
    public TNode ToXml(bool recursive) => throw new NotSupportedException("This filter is made of tests, not of text.");

    /// <inheritdoc/>
    public TNode AddToXml(TNode parentNode, bool recursive) => ToXml(recursive);
}
