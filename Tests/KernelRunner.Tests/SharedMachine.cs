using System;
using System.Threading;
using System.Threading.Tasks;

namespace CosmosNvme.KernelRunner.Tests;

/// <summary>Work on machines that outlive the test that started them.</summary>
internal static class SharedMachine
{
    /// <summary>Does the work outside the test's own context, so that a machine that is started there is not taken for one that the test forgot.</summary>
    internal static Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(work);
        }
    }
}
