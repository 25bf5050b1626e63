using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using static CosmosNvme.Shell.SelfTests.SelfTestContext;

namespace CosmosNvme.Shell.SelfTests;

/// <summary>Exceptions, those that begin as a fault of the processor included.</summary>
internal static class ExceptionSelfTests
{
    private const int Rounds = 200;

    internal static readonly SelfTest[] All =
    [
        new("exceptions", "nested exceptions, filters, finally blocks, rethrow", RunNested),
        new("exceptions-all-cpus", "exceptions thrown and caught on every CPU at once", RunOnAllCpus),
        new("stack-trace", "method names in a stack trace", RunStackTrace),
        new("null-dereference", "a null dereference is a NullReferenceException", RunNullDereference),
        new("divide-by-zero", "a division by zero is a DivideByZeroException", RunDivideByZero),
        new("deep-recursion", "recursion within the stack's limits, and a throw from its bottom", RunDeepRecursion),
    ];

    private static void RunNested(SelfTestContext context)
    {
        for (int round = 0; round < Rounds; round++)
        {
            List<string> events = [];
            try
            {
                try
                {
                    ThrowThroughFinally(events);
                }
                catch (InvalidOperationException exception) when (Note(events, "filter") && exception.Message == "other")
                {
                    events.Add("wrong handler");
                }
                finally
                {
                    events.Add("outer finally");
                }
            }
            catch (Exception exception)
            {
                events.Add($"{exception.GetType().Name} from {exception.InnerException?.GetType().Name}");
            }

            string seen = string.Join(", ", events);
            Check(
                seen == "inner catch, filter, inner finally, outer finally, InvalidOperationException from FormatException",
                $"the order of events was: {seen}");
        }
    }

    private static bool Note(List<string> events, string what)
    {
        events.Add(what);
        return true;
    }

    private static void ThrowThroughFinally(List<string> events)
    {
        try
        {
            try
            {
                int.Parse("not a number", System.Globalization.CultureInfo.InvariantCulture);
            }
            catch (FormatException exception)
            {
                events.Add("inner catch");
                throw new InvalidOperationException("nested", exception);
            }
        }
        finally
        {
            events.Add("inner finally");
        }
    }

    private static void RunOnAllCpus(SelfTestContext context)
    {
        int caught = 0;
        int threads = context.OnlineCpus().Count;
        RunThreads(threads, number =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                try
                {
                    ThrowAtDepth(number + 5);
                }
                catch (InvalidOperationException)
                {
                    Interlocked.Increment(ref caught);
                }
            }
        });
        Check(caught == threads * Rounds, $"{caught} of {threads * Rounds} exceptions were caught");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ThrowAtDepth(int depth) =>
        depth == 0 ? throw new InvalidOperationException("bottom") : ThrowAtDepth(depth - 1) + 1;

    private static void RunStackTrace(SelfTestContext context)
    {
        string trace = string.Empty;
        try
        {
            ThrowAtDepth(3);
        }
        catch (InvalidOperationException exception)
        {
            trace = exception.ToString();
        }

        Check(trace.Contains(nameof(ThrowAtDepth), StringComparison.Ordinal), $"the trace lacks the thrower: {trace}");
        Check(trace.Contains(nameof(RunStackTrace), StringComparison.Ordinal), $"the trace lacks the catcher: {trace}");
    }

    private static void RunNullDereference(SelfTestContext context)
    {
        int caught = 0;
        for (int round = 0; round < Rounds; round++)
        {
            try
            {
                int length = LengthOf(round < 0 ? [1] : null!);
                throw new SelfTestFailedException($"a null array has length {length}");
            }
            catch (NullReferenceException)
            {
                caught++;
            }
        }

        Check(caught == Rounds, $"{caught} of {Rounds} exceptions were caught");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int LengthOf(int[] array) => array.Length;

    private static void RunDivideByZero(SelfTestContext context)
    {
        int caught = 0;
        for (int round = 0; round < Rounds; round++)
        {
            try
            {
                int quotient = Divide(round, 0);
                throw new SelfTestFailedException($"{round} / 0 is {quotient}");
            }
            catch (DivideByZeroException)
            {
                caught++;
            }
        }

        Check(caught == Rounds, $"{caught} of {Rounds} exceptions were caught");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Divide(int dividend, int divisor) => dividend / divisor;

    private static void RunDeepRecursion(SelfTestContext context)
    {
        const int Depth = 10_000;
        const int StackBytes = 4 * 1024 * 1024;
        RunThreads(
            1,
            _ =>
            {
                Check(Descend(Depth) == Depth, "the depth was counted wrongly");
                bool caught = false;
                try
                {
                    ThrowAtDepth(1000);
                }
                catch (InvalidOperationException)
                {
                    caught = true;
                }

                Check(caught, "the exception from the bottom was not caught");
            },
            StackBytes);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Descend(int depth) => depth == 0 ? 0 : Descend(depth - 1) + 1;
}
