using System;
using System.Runtime.InteropServices;
using CosmosNvme.Abstractions;
using CosmosNvme.Nucleus;

namespace CosmosNvme.Hal;

/// <summary>
/// Where system calls on files arrive that managed code answers: the C library's, and with them those of System.IO and of every
/// library below it.
/// </summary>
public static unsafe class FileCallEntry
{
    private const long Fault = -14;
    private const long NoMemory = -12;

    private static IFileCalls? s_calls;

    /// <summary>The first descriptor that the answering side gives out.</summary>
    public static int FirstDescriptor => FileServices.FirstDescriptor;

    /// <summary>How many it can give out.</summary>
    public static int Descriptors => FileServices.Descriptors;

    /// <summary>Begins. Once, from any thread; allocates.</summary>
    /// <param name="make">Makes who answers, over the memory of the callers.</param>
    public static void Start(Func<ICallMemory, IFileCalls> make)
    {
        CallMemory memory = new();
        s_calls = make(memory);
        FileServices.Start(&Enter, memory.WindowStart, memory.WindowBytes);
    }

    // SAFETY: asm_upcall hands over the address of seven words on the caller's stack, which stay until this returns.
    [UnmanagedCallersOnly]
    private static long Enter(ulong* words)
    {
        try
        {
            return s_calls!.Call(new FileCall((int)words[0], words[1], words[2], words[3], words[4], words[5], words[6]));
        }
        catch (BadAddressException)
        {
            return Fault;
        }
        catch (OutOfMemoryException)
        {
            return NoMemory;
        }
    }
}
