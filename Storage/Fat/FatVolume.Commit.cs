using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>
/// How changes get to the disk: in batches, and those of a batch in an order in which every moment is one that a check repairs without loss of
/// what was there before. First new clusters with their content; then ends of older chains that go on to them; then directory entries;
/// then old entries of what was renamed; then ends of chains that were cut; last clusters that became free. Each is durable before the next begins.
/// </summary>
internal sealed partial class FatVolume
{
    private static readonly TimeSpan s_commitDelay = TimeSpan.FromSeconds(5);

    private readonly Lock _changedLock = new();
    private readonly HashSet<FatNode> _changedNodes = [];
    private volatile bool _hasFailed;
    private FileStatus _failure;
    private long _batch = 1;
    private long _committedBatch;
    private int _orphans;
    private int _isScheduled;
    private bool _isClosed;

    /// <summary>The batch that changes belong to from now on.</summary>
    internal long Batch => Interlocked.Read(ref _batch);

    /// <summary>The last batch that is on the disk.</summary>
    internal long CommittedBatch => Interlocked.Read(ref _committedBatch);

    /// <summary>Why nothing can be changed any more; success if that is not so.</summary>
    internal FileStatus Failure => _hasFailed ? _failure : FileStatus.Success;

    /// <inheritdoc/>
    public override FileStatus Flush()
    {
        if (!_writable)
        {
            return FileStatus.Success;
        }

        lock (Changes)
        {
            FileStatus status = CommitLocked();
            BlockStatus failure = Cache.TakeVolumeFailure();
            status = status.IsSuccess && !failure.IsSuccess ? FileStatus.OfDevice(Cache.Device, failure, "what was to be written earlier", "write") : status;

            // Clusters of files that are open without a name belong to nothing on the disk.
            return status.IsSuccess && _orphans == 0 ? MarkClean() : status;
        }
    }

    /// <inheritdoc/>
    public override FileStatus Close()
    {
        FileStatus status = Flush();
        _isClosed = true;
        Cache.Drop();
        return status;
    }

    /// <summary>Must come before anything is changed: sees to it that the volume can be, and is marked as in use.</summary>
    internal FileStatus BeginChange()
    {
        if (IsReadOnly)
        {
            return _hasFailed ? FileStatus.Of(FileError.ReadOnly, $"{Cache.Device.Name} can only be read since something went wrong: {_failure.Message}") : FileStatus.Of(FileError.ReadOnly);
        }

        if (IsMarked)
        {
            return FileStatus.Success;
        }

        lock (Changes)
        {
            FileStatus status = MarkDirty();
            return status.IsSuccess ? status : Fail(status);
        }
    }

    /// <summary>Notes that what a node knows is newer than its entry.</summary>
    internal void NoteChanged(FatNode node)
    {
        lock (_changedLock)
        {
            _changedNodes.Add(node);
        }

        ScheduleCommit();
    }

    /// <summary>Counts files that are open without a name. The caller holds <see cref="Changes"/>.</summary>
    internal void NoteOrphan(int difference) => _orphans += difference;

    /// <summary>Makes the changes of a batch durable, and all before it.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="committed">Whether this call did it, and with it the content of all files; false if it was done already.</param>
    internal FileStatus Commit(long batch, out bool committed)
    {
        lock (Changes)
        {
            committed = _committedBatch < batch;
            return committed ? CommitLocked() : FileStatus.Success;
        }
    }

    /// <summary>Makes all changes durable. The caller holds <see cref="Changes"/>.</summary>
    internal FileStatus CommitLocked()
    {
        if (_hasFailed)
        {
            return _failure;
        }

        long batch = Interlocked.Increment(ref _batch) - 1;
        FileStatus status = Capture();
        bool isChanged = Table.ChangeCount > 0 || Metadata.Count > 0;
        status = status.IsSuccess && isChanged ? MarkDirty() : status;
        status = status.IsSuccess ? Write(isChanged) : status;
        if (!status.IsSuccess)
        {
            return Fail(status);
        }

        Leaving.Clear();
        Interlocked.Exchange(ref _committedBatch, batch);
        return status;
    }

    private FileStatus Capture()
    {
        FatNode[] nodes;
        lock (_changedLock)
        {
            nodes = [.. _changedNodes];
            _changedNodes.Clear();
        }

        foreach (FatNode node in nodes)
        {
            FileStatus status = node.Capture();
            if (!status.IsSuccess)
            {
                return status;
            }
        }

        return FileStatus.Success;
    }

    private FileStatus Write(bool isChanged)
    {
        List<ulong> sectors = [];
        FileStatus status = Metadata.Apply(IsInNewCluster, final: false, sectors);
        status = status.IsSuccess ? Table.Apply(FatPhase.New, sectors) : status;
        Cache.WriteBackAll();
        status = status.IsSuccess ? Settle(sectors) : status;
        if (!isChanged)
        {
            return status;
        }

        status = status.IsSuccess && Table.Has(FatPhase.Link) ? Then(Table.Apply(FatPhase.Link, sectors), sectors) : status;
        status = status.IsSuccess && Metadata.Count > 0 ? Then(Metadata.Apply(_ => true, final: false, sectors), sectors) : status;
        status = status.IsSuccess && Metadata.HasOutlasting ? Then(Metadata.Apply(_ => true, final: true, sectors), sectors) : status;
        status = status.IsSuccess && Table.Has(FatPhase.Cut) ? Then(Table.Apply(FatPhase.Cut, sectors), sectors) : status;
        if (status.IsSuccess && Table.Has(FatPhase.Free))
        {
            // Nothing comes behind these that must not overtake them, so the next flush makes them durable; but the disk is told of nothing before.
            List<(uint First, uint Count)> freed = Discards ? Table.RunsOf(FatPhase.Free) : [];
            status = Table.Apply(FatPhase.Free, sectors);
            status = !status.IsSuccess ? status : freed.Count == 0 ? WriteBack(sectors) : Settle(sectors);
            Allocator.Refresh();
            if (status.IsSuccess)
            {
                // Where the device refuses, its blocks keep what nobody needs.
                freed.ForEach(run => DiscardRun(run.First, run.Count));
            }
        }

        return status;
    }

    private bool IsInNewCluster(ulong offset) =>
        offset >= Geometry.DataOffset && Table.IsNew((uint)((offset - Geometry.DataOffset) / (ulong)Geometry.ClusterBytes) + FatGeometry.FirstCluster);

    private FileStatus Then(FileStatus status, List<ulong> sectors) => status.IsSuccess ? Settle(sectors) : status;

    // Makes sectors durable before anything else is written.
    private FileStatus Settle(List<ulong> sectors)
    {
        FileStatus status = WriteBack(sectors);
        if (!status.IsSuccess)
        {
            return status;
        }

        BlockStatus flushed = Cache.Flush();
        return flushed.IsSuccess ? status : FileStatus.OfDevice(Cache.Device, flushed, "its cache", "flush");
    }

    private FileStatus WriteBack(List<ulong> sectors)
    {
        sectors.Sort();
        BlockStatus failure = BlockStatus.Success;
        for (int index = 0; index < sectors.Count;)
        {
            ulong start = sectors[index];
            ulong end = start;
            while (index < sectors.Count && sectors[index] <= end)
            {
                end = sectors[index] + (ulong)Geometry.SectorBytes;
                index++;
            }

            Cache.WriteBack(start, end - start);
            BlockStatus each = Cache.TakeFailure(start, end - start);
            failure = each.IsSuccess ? failure : each;
        }

        sectors.Clear();
        return failure.IsSuccess ? FileStatus.Success : FileStatus.OfDevice(Cache.Device, failure, "the FAT or a directory", "write");
    }

    private void CommitIfMuch()
    {
        if (Table.ChangeCount > MostChanges || Metadata.Count > MostSectors)
        {
            // A failure is told to all who change something from now on.
            CommitLocked();
        }
    }

    private FileStatus Fail(FileStatus status)
    {
        if (!_hasFailed)
        {
            _failure = status;
            _hasFailed = true;
        }

        return status;
    }

    private void ScheduleCommit()
    {
        if (Interlocked.Exchange(ref _isScheduled, 1) == 0)
        {
            _ = CommitLaterAsync();
        }
    }

    private async Task CommitLaterAsync()
    {
        await Task.Delay(s_commitDelay).ConfigureAwait(false);
        Interlocked.Exchange(ref _isScheduled, 0);
        lock (Changes)
        {
            if (!_isClosed)
            {
                CommitLocked();
            }
        }
    }
}
