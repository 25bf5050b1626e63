using System;
using System.Globalization;
using System.IO;
using System.Linq;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Boot.Tests;

/// <summary>Boots the shell kernel for a test.</summary>
internal static class Boots
{
    /// <summary>Time for a boot with a few commands. Generous: the host's cores may be busy with other work.</summary>
    internal static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    /// <summary>Boots a machine and runs commands on it.</summary>
    internal static MachineResult Run(MachineProfile profile)
    {
        MachineResult result = Machine.Run(profile.TimeLimit is null ? profile with { TimeLimit = Limit } : profile);
        TestContext.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"nucleus {result.TimeToNucleus?.TotalMilliseconds:0} ms, shell {result.TimeToShell?.TotalMilliseconds:0} ms, whole {result.Duration.TotalMilliseconds:0} ms"));
        return result;
    }

    /// <summary>Boots a machine that must end orderly.</summary>
    internal static MachineResult RunOrderly(MachineProfile profile)
    {
        MachineResult result = Run(profile);
        Assert.That(result.Reason, Is.EqualTo(ExitReason.Orderly), result.ToString());
        return result;
    }

    /// <summary>The same machine with the kernel that holds tests; it runs these, and ends orderly if they pass.</summary>
    /// <param name="profile">The machine.</param>
    /// <param name="tests">Parts of their names, with | between them.</param>
    /// <param name="percent">Amount of work of the long ones.</param>
    internal static MachineProfile WithTests(MachineProfile profile, string tests, int percent = 1) => profile with
    {
        Image = Path.Combine(RepositoryPaths.Artifacts, "kernel", "Kernel.Tests", "CosmosNvme.Kernel.Tests.elf"),
        Exec = null,
        KernelArguments = string.Create(CultureInfo.InvariantCulture, $"{profile.KernelArguments} tests={tests} tests.percent={percent}"),
    };

    /// <summary>The value of a line <c>name: value</c> as lscpu prints it.</summary>
    internal static string Value(MachineResult result, string name)
    {
        string? line = result.Console.Split('\n').FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.Ordinal));
        Assert.That(line, Is.Not.Null, $"There is no line '{name}:'.\n{result}");
        return line![(name.Length + 1)..].Trim();
    }
}
