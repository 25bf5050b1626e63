using System.Runtime.CompilerServices;
using CosmosNvme.Abstractions;
using CosmosNvme.Nucleus;

namespace CosmosNvme.Hal;

/// <summary>The CPU of this machine that runs the caller: read from the CPU's own block, without a call of the system.</summary>
public sealed class MachineCpu : CpuNumber
{
    /// <inheritdoc/>
    public override int Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => CpuServices.Current;
    }
}
