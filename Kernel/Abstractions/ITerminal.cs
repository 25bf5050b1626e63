using System;

namespace CosmosNvme.Abstractions;

/// <summary>
/// A raw byte terminal: no echo, no line discipline, no translation of line ends. What is written ends lines with a line feed.
/// </summary>
public interface ITerminal
{
    /// <summary>
    /// Reads at least one byte. Callable from any managed thread, allocates nothing, blocks until a byte comes.
    /// One reader at a time.
    /// </summary>
    /// <param name="buffer">Receives the bytes; not empty.</param>
    /// <returns>Bytes read; 0 when the terminal is gone for good.</returns>
    int Read(Span<byte> buffer);

    /// <summary>
    /// Writes all the bytes. Callable from any managed thread, allocates nothing, may block while the line is busy.
    /// The bytes of one call stay together.
    /// </summary>
    /// <param name="bytes">Bytes to send as they are.</param>
    void Write(ReadOnlySpan<byte> bytes);
}
