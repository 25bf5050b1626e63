using System.Runtime;
using System.Runtime.CompilerServices;
using System.Threading;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Runtime;

/// <summary>How many instructions the nucleus takes for what everything else is made of.</summary>
[InstructionsTest]
internal sealed class SystemInstructionTests
{
    private const int Times = 100;

    // getppid(2): the C library keeps no copy of the answer, which the nucleus has ready.
    [Test]
    public void SystemCall() => CountedInstructions.Measure("null system call", Times, static _ =>
    {
        for (int time = 0; time < Times; time++)
        {
            GetParentProcess();
        }
    });

    [Test]
    public void Switch_ByYielding()
    {
        ulong before = Switches();
        bool isOver = false;
        TestThreads.Run(2, number =>
        {
            if (number == 0)
            {
                // The other thread yields back each time.
                CountedInstructions.Measure("thread switch, yielding", 2 * Times, static _ =>
                {
                    for (int time = 0; time < Times; time++)
                    {
                        Thread.Yield();
                    }
                });
                Volatile.Write(ref isOver, true);
            }

            while (!Volatile.Read(ref isOver))
            {
                Thread.Yield();
            }
        });
        ExpectSwitches(before);
    }

    [Test]
    public void Switch_ByAnEvent()
    {
        using AutoResetEvent there = new(false);
        using AutoResetEvent back = new(false);
        ulong before = Switches();
        TestThreads.Run(2, number =>
        {
            if (number == 0)
            {
                CountedInstructions.Measure("thread switch, by an event for which the other one sleeps", 2 * Times, _ =>
                {
                    for (int time = 0; time < Times; time++)
                    {
                        there.Set();
                        back.WaitOne();
                    }
                });
            }
            else
            {
                for (int time = 0; time < (CountedInstructions.WarmUpRounds + CountedInstructions.Rounds) * Times; time++)
                {
                    there.WaitOne();
                    back.Set();
                }
            }
        });
        ExpectSwitches(before);
    }

    private static ulong Switches() => KernelContext.Machine.GetCpu(0).ContextSwitches;

    private static void ExpectSwitches(ulong before)
    {
        const int Expected = (CountedInstructions.WarmUpRounds + CountedInstructions.Rounds) * 2 * Times;
        Assert.That(Switches() - before, Is.InRange(Expected, Expected * 11 / 10), "Only switches between the two may have been counted.");
    }

    [RuntimeImport("*", "getppid"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern int GetParentProcess();
}
