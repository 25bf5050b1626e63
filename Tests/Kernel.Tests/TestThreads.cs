using System;
using System.Threading;

namespace CosmosNvme.KernelTests;

/// <summary>Threads of a test's own.</summary>
internal static class TestThreads
{
    /// <summary>How long a test waits for what should take milliseconds. Emulated CPUs share the host's.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Runs the body on threads of its own and waits for them; the first exception of one of them is thrown here.</summary>
    /// <param name="count">Threads.</param>
    /// <param name="body">What each does, given its number from 0.</param>
    /// <param name="stackBytes">Size of their stacks; 0 for the usual one.</param>
    internal static void Run(int count, Action<int> body, int stackBytes = 0)
    {
        Exception? failure = null;
        Thread[] threads = new Thread[count];
        for (int number = 0; number < count; number++)
        {
            int own = number;
            threads[number] = new Thread(
                () =>
                {
                    try
                    {
                        body(own);
                    }
                    catch (Exception exception)
                    {
                        Interlocked.CompareExchange(ref failure, exception, null);
                    }
                },
                stackBytes)
            {
                Name = $"test-{own}",
                IsBackground = true,
            };
        }

        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        if (failure is not null)
        {
            throw new InvalidOperationException($"A thread ended with {failure.GetType().Name}: {failure.Message}", failure);
        }
    }
}
