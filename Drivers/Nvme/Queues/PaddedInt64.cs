using System.Runtime.InteropServices;

namespace CosmosNvme.Nvme;

/// <summary>
/// A number with a cache line of its own and one free on either side, which also keeps the adjacent-line prefetcher away: CPUs that
/// write what lies next to it do not slow down those that write it.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 2 * Line)]
internal struct PaddedInt64
{
    private const int Line = 64;

    /// <summary>The number.</summary>
    [FieldOffset(Line)]
    internal long Value;
}
