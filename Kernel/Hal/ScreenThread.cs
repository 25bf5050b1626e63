using System;
using System.Threading;
using CosmosNvme.Nucleus;

namespace CosmosNvme.Hal;

/// <summary>The thread that draws what was written to the screen. Until it is started the nucleus draws, with interrupts off.</summary>
public static class ScreenThread
{
    /// <summary>Between two looks, so that a flood of output is drawn as often as eyes can follow, and no more.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Starts the thread if there is a screen. Once. Allocates, does not block.</summary>
    public static void Start()
    {
        if (ScreenServices.IsPresent)
        {
            new Thread(Run) { Name = "screen", IsBackground = true }.Start();
        }
    }

    private static void Run()
    {
        while (true)
        {
            LibC.SystemCall(ScreenServices.WaitCall, 0, 0, 0);
            int position = 0;

            // A row at a time: a thread that is in the nucleus's code for long keeps the collector waiting.
            while (ScreenServices.DrawNext(ref position))
            {
            }

            Thread.Sleep(s_pause);
        }
    }
}
