using System;
using System.Text;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Hal;

/// <summary>The memory of threads as system calls see it.</summary>
internal sealed unsafe class CallMemory : ICallMemory
{
    private const int MostTextBytes = 4096;
    private const ulong FirstAddress = 0x1_0000;
    private const ulong LastAddress = 0x7fff_ffff_f000;
    private const int Read = 1;
    private const int Write = 2;
    private const int Private = 0x02;
    private const int Fixed = 0x10;
    private const int Anonymous = 0x20;
    private const int NoReserve = 0x4000;

    // Room for many files at once; addresses cost nothing until pages are committed.
    private const ulong Bytes = 16UL << 40;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal CallMemory()
    {
        nint start = LibC.MapMemory(0, unchecked((nuint)Bytes), 0, Private | Anonymous | NoReserve, -1, 0);
        if (start == -1)
        {
            throw new InvalidOperationException("There are no addresses for mapped files.");
        }

        WindowStart = (ulong)start;
    }

    /// <inheritdoc/>
    public ulong WindowStart { get; }

    /// <inheritdoc/>
    public ulong WindowBytes => Bytes;

    /// <inheritdoc/>
    public Memory<byte> At(ulong address, int count)
    {
        CheckAddress(address, count);
        return count == 0 ? Memory<byte>.Empty : new CallBuffer(address, count).Memory;
    }

    /// <inheritdoc/>
    public string? ReadText(ulong address)
    {
        CheckAddress(address, 1);

        // SAFETY: the caller of the call says that a text is there; not more than a path's bytes are looked at, up to its zero.
        byte* text = (byte*)address;
        int length = 0;
        while (text[length] != 0)
        {
            if (++length > MostTextBytes)
            {
                return null;
            }
        }

        try
        {
            return s_strict.GetString(text, length);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public bool Commit(ulong address, ulong bytes) => Map(address, bytes, Read | Write, 0);

    /// <inheritdoc/>
    public void Protect(ulong address, ulong bytes, int protection)
    {
        CheckRange(address, bytes);
        LibC.ProtectMemory((nint)address, (nuint)bytes, protection);
    }

    /// <inheritdoc/>
    public void Decommit(ulong address, ulong bytes) => Map(address, bytes, 0, NoReserve);

    // Null, or null and an offset; and what is not thread memory at all. Any other wrong pointer is a fault of whoever made the call.
    private static void CheckAddress(ulong address, int count)
    {
        if (count != 0 && (address < FirstAddress || address > LastAddress - (ulong)count))
        {
            throw new BadAddressException();
        }
    }

    private bool Map(ulong address, ulong bytes, int protection, int flags)
    {
        CheckRange(address, bytes);
        return LibC.MapMemory((nint)address, (nuint)bytes, protection, Private | Anonymous | Fixed | flags, -1, 0) != -1;
    }

    // SAFETY: only addresses of the window are ever mapped anew, so nothing that something else uses is.
    private void CheckRange(ulong address, ulong bytes)
    {
        if (address < WindowStart || address - WindowStart > Bytes || bytes > Bytes - (address - WindowStart))
        {
            throw new ArgumentOutOfRangeException(nameof(address));
        }
    }
}
