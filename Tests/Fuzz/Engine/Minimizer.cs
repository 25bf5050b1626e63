using System;

namespace CosmosNvme.Fuzz;

/// <summary>Makes an input that shows a fault smaller and plainer, as long as it shows the same fault.</summary>
internal sealed class Minimizer(Func<byte[], bool> showsTheFault, int mostTries)
{
    private int _tries;

    /// <summary>Does it.</summary>
    /// <param name="input">An input that shows the fault.</param>
    internal byte[] Minimize(byte[] input)
    {
        byte[] best = input;
        byte[] before;
        do
        {
            before = best;
            for (int size = Math.Max(best.Length / 2, 1); size > 0; size /= 2)
            {
                best = DropPieces(best, size);
            }

            best = ClearBytes(best);
        }
        while (best.AsSpan().SequenceCompareTo(before) != 0 && _tries < mostTries);

        return best;
    }

    private byte[] DropPieces(byte[] best, int size)
    {
        // From the end on: a header at the beginning is needed more often than what follows.
        for (int start = best.Length - size; start >= 0; start = Math.Min(start - size, best.Length - size))
        {
            byte[] shorter = [.. best.AsSpan(0, start), .. best.AsSpan(start + size)];
            best = Shows(shorter) ? shorter : best;
        }

        return best;
    }

    private byte[] ClearBytes(byte[] best)
    {
        for (int index = 0; index < best.Length; index++)
        {
            if (best[index] == 0)
            {
                continue;
            }

            byte[] plainer = (byte[])best.Clone();
            plainer[index] = 0;
            best = Shows(plainer) ? plainer : best;
        }

        return best;
    }

    private bool Shows(byte[] input) => _tries++ < mostTries && showsTheFault(input);
}
