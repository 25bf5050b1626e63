using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Hal;

/// <summary>
/// The console as raw bytes: file descriptors 0 and 1. Callable from any managed thread; does not allocate; reading blocks until
/// a byte comes, writing may block while the line is busy.
/// </summary>
public sealed class ConsoleTerminal : ITerminal
{
    private const int Interrupted = 4;

    private readonly Lock _writer = new();

    /// <inheritdoc/>
    public unsafe int Read(Span<byte> buffer)
    {
        fixed (byte* target = buffer)
        {
            while (true)
            {
                // SAFETY: the buffer is pinned and as long as said.
                nint count = LibC.Read(0, target, (nuint)buffer.Length);
                if (count >= 0)
                {
                    return (int)count;
                }

                if (Marshal.GetLastPInvokeError() != Interrupted)
                {
                    return 0;
                }
            }
        }
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">The console does not take the bytes.</exception>
    public unsafe void Write(ReadOnlySpan<byte> bytes)
    {
        lock (_writer)
        {
            fixed (byte* source = bytes)
            {
                int written = 0;
                while (written < bytes.Length)
                {
                    // SAFETY: the bytes are pinned and there are as many as said.
                    nint count = LibC.Write(1, source + written, (nuint)(bytes.Length - written));
                    if (count >= 0)
                    {
                        written += (int)count;
                    }
                    else if (Marshal.GetLastPInvokeError() != Interrupted)
                    {
                        throw new IOException($"The console does not take output (error {Marshal.GetLastPInvokeError()}).");
                    }
                }
            }
        }
    }
}
