using System;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace CosmosNvme.Lab;

/// <summary>Bytes that arrive over time, with a way to wait for a text in them. Thread-safe.</summary>
internal sealed class TextCapture
{
    private const int MaximumBytes = 64 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly MemoryStream _bytes = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _ended;

    /// <summary>All bytes so far, as text.</summary>
    internal string Text
    {
        get
        {
            lock (_lock)
            {
                return Encoding.UTF8.GetString(_bytes.GetBuffer(), 0, (int)_bytes.Length);
            }
        }
    }

    internal void Add(ReadOnlySpan<byte> piece)
    {
        lock (_lock)
        {
            // A machine that prints without end must not take the host's memory with it.
            if (_bytes.Length < MaximumBytes)
            {
                _bytes.Write(piece);
            }

            Signal();
        }
    }

    /// <summary>Says that nothing more will come.</summary>
    internal void End()
    {
        lock (_lock)
        {
            _ended = true;
            Signal();
        }
    }

    /// <summary>Waits until a text stands at or behind a position.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">Characters from the start to leave out.</param>
    /// <param name="cancellation">Ends the wait with an exception.</param>
    /// <returns>The position behind the text, or -1 if the end came first.</returns>
    internal async Task<int> WaitAsync(string text, int from, CancellationToken cancellation)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                int at = Text.IndexOf(text, Math.Min(from, Text.Length), StringComparison.Ordinal);
                if (at >= 0)
                {
                    return at + text.Length;
                }

                if (_ended)
                {
                    return -1;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellation);
        }
    }

    private void Signal()
    {
        _changed.SetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
