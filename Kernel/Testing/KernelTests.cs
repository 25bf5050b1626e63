using System;
using System.Reflection;

namespace CosmosNvme.Testing;

/// <summary>A kernel whose work is to run the NUnit tests of an assembly.</summary>
public static class KernelTests
{
    /// <summary>
    /// Boots into the tests of an assembly; does not return on the machine. Call it as the only statement of Main, in a project that
    /// imports KernelTests.targets.
    /// </summary>
    /// <param name="tests">The assembly, for example <c>typeof(MyTests).Assembly</c>.</param>
    /// <remarks>
    /// In a machine of the lab a host asks for test after test over the second serial port. Without a host, the tests that the kernel
    /// command line selects (<c>tests=read-only</c> if it does not say) run at once, and the console shows a tree and the totals.
    /// </remarks>
    public static void Start(Assembly tests)
    {
        ArgumentNullException.ThrowIfNull(tests);
        Kernel.Start(new TestKernel(tests));
    }
}
