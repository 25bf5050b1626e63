using System;
using System.Linq;
using CosmosNvme.Testing.Protocol;

namespace CosmosNvme.Testing;

/// <summary>Which tests a kernel without a host runs, from its command line.</summary>
/// <param name="Category">The category to run; null if a name selects.</param>
/// <param name="Name">Parts of the full names to run, with | between them; null if a category selects.</param>
/// <param name="Disk">The disk that may be overwritten; null if none may.</param>
internal sealed record TestSelection(string? Category, string? Name, string? Disk)
{
    internal const string SelectionKey = "tests";
    internal const string DiskKey = "tests.disk";
    internal const string PercentKey = "tests.percent";
    internal const string WaitKey = "tests.wait";

    internal static TestSelection Parse(KernelCommandLine commandLine)
    {
        string selection = commandLine[SelectionKey] is { Length: > 0 } value ? value : TestCategories.ReadOnly;
        string? disk = commandLine[DiskKey] is { Length: > 0 } name ? name : null;
        return selection is TestCategories.ReadOnly or TestCategories.Destructive
            ? new TestSelection(selection, null, disk)
            : new TestSelection(null, selection, disk);
    }

    /// <summary>Whether a test is to run. What overwrites a disk never does unless that disk is named.</summary>
    internal bool Includes(TestDescription test)
    {
        if (test.Categories.Contains(TestCategories.Destructive) && Disk is null)
        {
            return false;
        }

        return Category is null
            ? Name!.Split('|').Any(part => part.Length > 0 && test.FullName.Contains(part, StringComparison.OrdinalIgnoreCase))
            : test.Categories.Contains(Category) && !test.IsExplicit;
    }

    /// <summary>The selection in the words of the command line.</summary>
    public override string ToString() => $"{SelectionKey}={Category ?? Name}{(Disk is null ? "" : $" {DiskKey}={Disk}")}";
}
