using System.Collections.Generic;
using System.Threading;

namespace CosmosNvme.Storage;

/// <summary>
/// The locks on ranges of one file, as fcntl's open-file locks and flock have them: shared by readers or held by one writer, advisory,
/// replaced piece by piece when the same owner asks again. Any thread may call.
/// </summary>
internal sealed class RangeLocks
{
    private readonly object _lock = new();
    private readonly List<RangeLock> _held = [];

    /// <summary>Takes, changes or gives back a range.</summary>
    /// <param name="owner">Whose lock it is.</param>
    /// <param name="start">First byte.</param>
    /// <param name="end">The byte behind the last one.</param>
    /// <param name="kind">What the owner wants to hold from now on.</param>
    /// <param name="wait">Whether to wait until it can be had.</param>
    /// <returns>Success, or <see cref="FileError.Again"/>: another owner holds a part.</returns>
    internal FileStatus Set(object owner, ulong start, ulong end, RangeLockKind kind, bool wait)
    {
        lock (_lock)
        {
            while (kind != RangeLockKind.None && Conflict(owner, start, end, kind) is not null)
            {
                if (!wait)
                {
                    return FileStatus.Of(FileError.Again);
                }

                Monitor.Wait(_lock);
            }

            Cut(owner, start, end);
            if (kind != RangeLockKind.None)
            {
                _held.Add(new RangeLock(owner, start, end, kind));
            }

            Monitor.PulseAll(_lock);
            return FileStatus.Success;
        }
    }

    /// <summary>The lock of another owner that is in the way of one; null if it could be had.</summary>
    internal RangeLock? Find(object owner, ulong start, ulong end, RangeLockKind kind)
    {
        lock (_lock)
        {
            return Conflict(owner, start, end, kind);
        }
    }

    /// <summary>Gives back all that an owner holds.</summary>
    internal void Release(object owner)
    {
        lock (_lock)
        {
            if (_held.RemoveAll(held => held.Owner == owner) > 0)
            {
                Monitor.PulseAll(_lock);
            }
        }
    }

    private RangeLock? Conflict(object owner, ulong start, ulong end, RangeLockKind kind) =>
        _held.Find(held => held.Owner != owner && held.Start < end && start < held.End
            && (kind == RangeLockKind.Exclusive || held.Kind == RangeLockKind.Exclusive));

    // What the owner holds in the range goes; what it holds on both sides stays.
    private void Cut(object owner, ulong start, ulong end)
    {
        RangeLock[] touched = [.. _held.FindAll(held => held.Owner == owner && held.Start < end && start < held.End)];
        foreach (RangeLock held in touched)
        {
            _held.Remove(held);
            if (held.Start < start)
            {
                _held.Add(held with { End = start });
            }

            if (held.End > end)
            {
                _held.Add(held with { Start = end });
            }
        }
    }
}
