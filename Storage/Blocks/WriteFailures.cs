using System;
using System.Collections.Generic;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>Ranges of a disk whose write-back failed and of which nobody has been told yet. Any thread may use it.</summary>
internal sealed class WriteFailures
{
    // Beyond this many they are taken together: some are then told to one who had no part in them, but none is lost.
    private const int MostRanges = 256;

    private readonly Lock _lock = new();
    private readonly List<Failure> _failures = [];

    /// <summary>Notes one.</summary>
    internal void Add(ulong offset, ulong length, BlockStatus status)
    {
        lock (_lock)
        {
            _failures.Add(new Failure(offset, offset + length, status));
            if (_failures.Count > MostRanges)
            {
                ulong first = ulong.MaxValue;
                ulong end = 0;
                foreach (Failure failure in _failures)
                {
                    first = Math.Min(first, failure.First);
                    end = Math.Max(end, failure.End);
                }

                _failures.Clear();
                _failures.Add(new Failure(first, end, status));
            }
        }
    }

    /// <summary>Takes those of a range out.</summary>
    /// <returns>One of them; success if there are none.</returns>
    internal BlockStatus Take(ulong offset, ulong length)
    {
        lock (_lock)
        {
            BlockStatus status = BlockStatus.Success;
            for (int index = _failures.Count - 1; index >= 0; index--)
            {
                Failure failure = _failures[index];
                if (failure.First < offset + length && failure.End > offset)
                {
                    status = failure.Status;
                    _failures.RemoveAt(index);
                }
            }

            return status;
        }
    }

    private readonly record struct Failure(ulong First, ulong End, BlockStatus Status);
}
