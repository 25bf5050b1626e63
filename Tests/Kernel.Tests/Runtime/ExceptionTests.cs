using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Runtime;

/// <summary>Exceptions, those that begin as a fault of the processor included.</summary>
[ReadOnlyTest]
internal sealed class ExceptionTests
{
    private const int Rounds = 200;

    [Test]
    public void Exception_NestedWithFilterAndFinally_RunsHandlersInOrder()
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

            Assert.That(
                string.Join(", ", events),
                Is.EqualTo("inner catch, filter, inner finally, outer finally, InvalidOperationException from FormatException"));
        }
    }

    [Test]
    public void Exception_OnEveryCpuAtOnce_IsCaught()
    {
        int caught = 0;
        int threads = KernelContext.OnlineCpus.Count;
        TestThreads.Run(threads, number =>
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
        Assert.That(caught, Is.EqualTo(threads * Rounds));
    }

    [Test]
    public void StackTrace_OfACaughtException_NamesThrowerAndCatcher()
    {
        string trace = "";
        try
        {
            ThrowAtDepth(3);
        }
        catch (InvalidOperationException exception)
        {
            trace = exception.ToString();
        }

        Assert.That(trace, Does.Contain(nameof(ThrowAtDepth)).And.Contain(nameof(StackTrace_OfACaughtException_NamesThrowerAndCatcher)));
    }

    [Test]
    public void NullDereference_Repeated_IsANullReferenceException()
    {
        for (int round = 0; round < Rounds; round++)
        {
            Assert.That(() => LengthOf(round < 0 ? [1] : null!), Throws.TypeOf<NullReferenceException>());
        }
    }

    [Test]
    public void DivisionByZero_Repeated_IsADivideByZeroException()
    {
        for (int round = 0; round < Rounds; round++)
        {
            Assert.That(() => Divide(round, 0), Throws.TypeOf<DivideByZeroException>());
        }
    }

    [Test]
    public void Recursion_WithinTheStack_ReturnsAndThrowsFromItsBottom()
    {
        const int Depth = 10_000;
        const int StackBytes = 4 * 1024 * 1024;
        int reached = 0;
        bool caught = false;
        TestThreads.Run(
            1,
            _ =>
            {
                reached = Descend(Depth);
                try
                {
                    ThrowAtDepth(1000);
                }
                catch (InvalidOperationException)
                {
                    caught = true;
                }
            },
            StackBytes);
        Assert.Multiple(() =>
        {
            Assert.That(reached, Is.EqualTo(Depth));
            Assert.That(caught, Is.True);
        });
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

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ThrowAtDepth(int depth) =>
        depth == 0 ? throw new InvalidOperationException("bottom") : ThrowAtDepth(depth - 1) + 1;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int LengthOf(int[] array) => array.Length;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Divide(int dividend, int divisor) => dividend / divisor;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Descend(int depth) => depth == 0 ? 0 : Descend(depth - 1) + 1;
}
