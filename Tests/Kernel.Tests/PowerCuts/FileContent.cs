namespace CosmosNvme.KernelTests.PowerCuts;

/// <summary>The bytes of files that the host can make again from a number.</summary>
internal static class FileContent
{
    /// <summary>A part of the bytes that a seed stands for.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="from">First byte of the part.</param>
    /// <param name="count">Bytes.</param>
    internal static byte[] Of(int seed, int from, int count)
    {
        byte[] bytes = new byte[from + count];
        uint state = (uint)seed;
        for (int index = 0; index < bytes.Length; index++)
        {
            // Numerical Recipes' linear congruential generator; its upper byte is good enough.
            state = (state * 1664525) + 1013904223;
            bytes[index] = (byte)(state >> 24);
        }

        return bytes[from..];
    }
}
