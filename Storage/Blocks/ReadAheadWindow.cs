using System;
using System.Threading;

namespace CosmosNvme.Storage;

/// <summary>Notices that a file is read from front to back, and says what to read ahead. Any thread may use it.</summary>
internal sealed class ReadAheadWindow
{
    private const int FirstWindow = 64 * 1024;
    private const int LargestWindow = 1024 * 1024;

    private readonly Lock _lock = new();
    private ulong _expected;
    private ulong _ahead;
    private int _window;

    /// <summary>Notes a read that is about to be done.</summary>
    /// <param name="offset">Its first byte.</param>
    /// <param name="count">Its bytes.</param>
    /// <param name="length">Bytes of the file.</param>
    /// <param name="start">First byte to read ahead.</param>
    /// <returns>Bytes to read ahead; 0 if none.</returns>
    internal int Next(ulong offset, int count, ulong length, out ulong start)
    {
        lock (_lock)
        {
            start = 0;
            ulong end = offset + (ulong)count;
            bool follows = offset == _expected && offset != 0;
            _expected = end;
            if (!follows)
            {
                _window = 0;
                _ahead = end;
                return 0;
            }

            // The next window begins while there is still half of one to be read, so that the disk never rests.
            if (_ahead > end + (ulong)(_window / 2))
            {
                return 0;
            }

            _window = _window == 0 ? FirstWindow : Math.Min(_window * 2, LargestWindow);
            start = Math.Max(_ahead, end);
            if (start >= length)
            {
                return 0;
            }

            int wanted = (int)Math.Min((ulong)_window, length - start);
            _ahead = start + (ulong)wanted;
            return wanted;
        }
    }
}
