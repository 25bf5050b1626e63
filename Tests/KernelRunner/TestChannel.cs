using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using CosmosNvme.Testing.Protocol;

namespace CosmosNvme.KernelRunner;

/// <summary>The host's end of a test channel. One conversation at a time.</summary>
/// <param name="stream">The connection to the machine; disposed with this.</param>
public sealed class TestChannel(Stream stream) : IAsyncDisposable
{
    private readonly FrameEncoder _encoder = new();
    private readonly FrameDecoder _decoder = new();
    private readonly byte[] _buffer = new byte[16 * 1024];

    /// <summary>Sends a frame.</summary>
    /// <param name="kind">What it says.</param>
    /// <param name="payload">The message, in the form of its type.</param>
    /// <param name="cancellation">Ends the wait for a machine that does not take it.</param>
    /// <exception cref="IOException">The machine is gone.</exception>
    public async Task SendAsync(FrameKind kind, ReadOnlyMemory<byte> payload, CancellationToken cancellation) =>
        await stream.WriteAsync(_encoder.Encode(kind, payload.Span), cancellation);

    /// <summary>Waits for the next frame.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="TestChannelException">What came is no frame.</exception>
    /// <exception cref="EndOfStreamException">The machine is gone.</exception>
    /// <exception cref="IOException">The machine is gone.</exception>
    public async Task<Frame> ReceiveAsync(CancellationToken cancellation)
    {
        Frame? frame;
        while (!_decoder.TryRead(out frame))
        {
            int count = await stream.ReadAsync(_buffer, cancellation);
            if (count == 0)
            {
                throw new EndOfStreamException("The machine closed the test channel.");
            }

            _decoder.Add(_buffer.AsSpan(0, count));
        }

        return frame;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => stream.DisposeAsync();
}
