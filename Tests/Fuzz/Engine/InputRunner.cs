using System;

namespace CosmosNvme.Fuzz;

/// <summary>Feeds inputs to a target, one at a time, and holds what happens against the rules that are the same for all targets.</summary>
internal sealed class InputRunner(FuzzTarget target, HangWatch? watch)
{
    /// <summary>Inputs fed so far.</summary>
    internal long Executions { get; private set; }

    /// <summary>Feeds one.</summary>
    /// <param name="input">The input.</param>
    /// <param name="digest">What the target saw; 0 if it failed.</param>
    /// <returns>What is wrong; null if nothing.</returns>
    internal Finding? Run(byte[] input, out ulong digest)
    {
        Executions++;
        digest = 0;
        watch?.Begin(input);
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            digest = target.Run(input);
        }
        catch (Exception e)
        {
            return Finding.Of(e);
        }
        finally
        {
            watch?.End();
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        long limit = target.AllocationLimit(input.Length);
        return allocated > limit ? Finding.Allocation(allocated, limit) : null;
    }

    /// <summary>Feeds one twice, to see whether the code gives the same again.</summary>
    /// <param name="input">The input.</param>
    internal Finding? RunTwice(byte[] input) =>
        Run(input, out ulong first) ?? Run(input, out ulong second) ?? (first == second || !target.IsSteady ? null : Finding.Unsteady(first, second));
}
