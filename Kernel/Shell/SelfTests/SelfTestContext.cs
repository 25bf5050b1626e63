using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Shell.SelfTests;

/// <summary>What a check works with.</summary>
/// <param name="machine">The machine.</param>
/// <param name="percent">Amount of work of the long checks; 100 is the full amount.</param>
/// <param name="interrupted">Cancelled by Ctrl-C.</param>
internal sealed class SelfTestContext(IMachine machine, int percent, CancellationToken interrupted)
{
    /// <summary>The machine.</summary>
    internal IMachine Machine => machine;

    /// <summary>Cancelled by Ctrl-C.</summary>
    internal CancellationToken Interrupted => interrupted;

    /// <summary>Fails the check unless the condition holds.</summary>
    /// <param name="condition">What must be true.</param>
    /// <param name="otherwise">What is said if it is not.</param>
    internal static void Check([DoesNotReturnIf(false)] bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new SelfTestFailedException(otherwise);
        }
    }

    /// <summary>The part of a full amount of work that was asked for, at least 1.</summary>
    internal int Scale(int full) => (int)Math.Max(1, (long)full * percent / 100);

    /// <summary>Indexes of the online CPUs, in order.</summary>
    internal List<int> OnlineCpus()
    {
        List<int> cpus = [];
        for (int index = 0; index < machine.CpuCount; index++)
        {
            if (machine.GetCpu(index).IsOnline)
            {
                cpus.Add(index);
            }
        }

        return cpus;
    }

    /// <summary>Runs the body on threads of its own and waits for them; the first exception of one of them is thrown here.</summary>
    /// <param name="count">Threads.</param>
    /// <param name="body">What each does, given its number from 0.</param>
    /// <param name="stackBytes">Size of their stacks; 0 for the usual one.</param>
    internal static void RunThreads(int count, Action<int> body, int stackBytes = 0)
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
                Name = $"selftest-{own}",
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
            throw new SelfTestFailedException($"a thread ended with {failure.GetType().Name}: {failure.Message}");
        }
    }
}
