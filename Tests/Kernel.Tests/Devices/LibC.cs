using System.Runtime;
using System.Runtime.CompilerServices;

namespace CosmosNvme.KernelTests.Devices;

/// <summary>What tests need of the C library.</summary>
internal static class LibC
{
    private const int DontNeed = 4;

    /// <summary>Gives the pages of a part of an array back: they read as zeros afterwards.</summary>
    /// <param name="first">The first byte of the first page; of an array that the collector does not move.</param>
    /// <param name="bytes">A multiple of the page.</param>
    /// <returns>False if the kernel refuses.</returns>
    internal static bool TryDiscard(ref byte first, nint bytes) => Advise(ref first, bytes, DontNeed) == 0;

    [RuntimeImport("*", "madvise"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern int Advise(ref byte first, nint bytes, int advice);
}
