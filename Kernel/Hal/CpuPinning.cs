using System;
using System.ComponentModel;
using System.Runtime.InteropServices;
using CosmosNvme.Nucleus;

namespace CosmosNvme.Hal;

/// <summary>
/// Restricts threads to CPUs. Callable from any managed thread; does not allocate; returns when the thread runs where it shall,
/// which may take a thread switch.
/// </summary>
public static class CpuPinning
{
    /// <summary>Restricts the calling thread to one CPU.</summary>
    /// <param name="cpu">Index of an online CPU.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such CPU, or it is not online.</exception>
    public static void Pin(int cpu)
    {
        ulong online = CpuServices.OnlineMask;
        if ((uint)cpu >= 64 || ((online >> cpu) & 1) == 0)
        {
            throw new ArgumentOutOfRangeException(nameof(cpu), cpu, $"This CPU is not online; the mask of those that are is 0x{online:x}.");
        }

        Set(1UL << cpu);
    }

    /// <summary>Lets the calling thread run on every online CPU.</summary>
    public static void Unpin() => Set(CpuServices.OnlineMask);

    private static unsafe void Set(ulong mask)
    {
        // SAFETY: the kernel reads sizeof(mask) bytes at the address of a local.
        if (LibC.SetAffinity(0, sizeof(ulong), &mask) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }
}
