namespace CosmosNvme.Nucleus;

/// <summary>Finds free vectors of a CPU: arithmetic only.</summary>
internal static unsafe class VectorBlocks
{
    /// <summary>
    /// The first of <paramref name="count"/> free vectors that follow each other, the first being a multiple of their number: a
    /// function with MSI puts its message's number into the low bits (PCI 3.0 §6.8.1.6).
    /// </summary>
    /// <param name="taken">What each of the 256 vectors is taken by; 0: nothing.</param>
    /// <param name="count">A power of two, 1 to 32.</param>
    /// <returns>The vector, or -1 if there is no such block.</returns>
    internal static int Find(ulong* taken, int count)
    {
        int first = (InterruptVectors.FirstDevice + count - 1) & -count;
        for (; first + count - 1 <= InterruptVectors.LastDevice; first += count)
        {
            int free = 0;
            while (free < count && taken[first + free] == 0)
            {
                free++;
            }

            if (free == count)
            {
                return first;
            }
        }

        return -1;
    }
}
