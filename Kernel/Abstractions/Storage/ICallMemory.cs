using System;

namespace CosmosNvme.Abstractions;

/// <summary>The memory that a system call's arguments point to, and the addresses at which files are mapped. Every member may be called by any thread.</summary>
public interface ICallMemory
{
    /// <summary>First address of those set aside for mapped files; whole pages.</summary>
    ulong WindowStart { get; }

    /// <summary>Bytes set aside.</summary>
    ulong WindowBytes { get; }

    /// <summary>Memory of the caller, valid until its call returns.</summary>
    /// <param name="address">First byte.</param>
    /// <param name="count">Bytes; with 0 the address does not matter.</param>
    /// <exception cref="BadAddressException">No memory can be there.</exception>
    Memory<byte> At(ulong address, int count);

    /// <summary>Reads a text that ends with a zero; null if it is longer than any path or no UTF-8.</summary>
    /// <param name="address">First byte.</param>
    /// <exception cref="BadAddressException">No memory can be there.</exception>
    string? ReadText(ulong address);

    /// <summary>Backs pages of the window with fresh zeros, in place of what was there; can be written until <see cref="Protect"/>.</summary>
    /// <param name="address">First page.</param>
    /// <param name="bytes">Whole pages.</param>
    /// <returns>False: there is not enough memory.</returns>
    bool Commit(ulong address, ulong bytes);

    /// <summary>Sets how committed pages can be used.</summary>
    /// <param name="address">First page.</param>
    /// <param name="bytes">Whole pages.</param>
    /// <param name="protection">1 read, 2 write, 4 execute, as mprotect has them.</param>
    void Protect(ulong address, ulong bytes, int protection);

    /// <summary>Takes the backing of pages away; touching them is a fault from then on.</summary>
    /// <param name="address">First page.</param>
    /// <param name="bytes">Whole pages.</param>
    void Decommit(ulong address, ulong bytes);
}
