namespace CosmosNvme.Nucleus;

/// <summary>Lets managed code answer system calls on files.</summary>
public static unsafe class FileServices
{
    /// <summary>The first descriptor that managed code gives out.</summary>
    public static int FirstDescriptor => Upcalls.FirstDescriptor;

    /// <summary>How many it can give out.</summary>
    public static int Descriptors => Upcalls.Descriptors;

    /// <summary>Begins. Once; from any thread.</summary>
    /// <param name="entry">
    /// The function that gets the number of the call and its six arguments, in this order, as seven 64-bit words, and gives what the
    /// call returns. It is called on the thread that makes the call and may do what any managed code may; no exception may leave it.
    /// </param>
    /// <param name="windowStart">Memory set aside for mapped files: unmapping something there is such a call too.</param>
    /// <param name="windowBytes">Bytes of it.</param>
    public static void Start(delegate* unmanaged<ulong*, long> entry, ulong windowStart, ulong windowBytes) =>
        Upcalls.Start((ulong)entry, windowStart, windowBytes);
}
