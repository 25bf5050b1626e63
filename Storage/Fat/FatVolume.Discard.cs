using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>What the device is told of clusters that are free: never before nothing that is durable leads to them any more.</summary>
internal sealed partial class FatVolume
{
    // Others may change the volume between so many.
    private const uint ClustersAtOnce = 1 << 18;

    /// <inheritdoc/>
    public override FileStatus Trim(out ulong bytes)
    {
        bytes = 0;
        if (IsReadOnly || !Cache.Device.CanDiscard)
        {
            return FileStatus.Of(IsReadOnly ? FileError.ReadOnly : FileError.NotSupported);
        }

        FileStatus status = FileStatus.Success;
        uint end = FatGeometry.FirstCluster + Geometry.ClusterCount;
        for (uint first = FatGeometry.FirstCluster; first < end && status.IsSuccess; first += ClustersAtOnce)
        {
            lock (Changes)
            {
                status = CommitLocked();
                status = status.IsSuccess ? Settle([]) : status;
                status = status.IsSuccess ? TrimPart(first, uint.Min(end, first + ClustersAtOnce), ref bytes) : status;
            }
        }

        return status;
    }

    private FileStatus TrimPart(uint first, uint end, ref ulong bytes)
    {
        uint start = first;
        for (uint cluster = first; cluster <= end; cluster++)
        {
            bool isAvailable = false;
            FileStatus status = cluster < end ? Table.IsAvailable(cluster, out isAvailable) : FileStatus.Success;
            if (!status.IsSuccess)
            {
                return status;
            }

            if (isAvailable)
            {
                continue;
            }

            if (cluster > start)
            {
                BlockStatus discarded = DiscardRun(start, cluster - start);
                if (!discarded.IsSuccess)
                {
                    return FileStatus.OfDevice(Cache.Device, discarded, "blocks that are free", "discard");
                }

                bytes += (cluster - start) * (ulong)Geometry.ClusterBytes;
            }

            start = cluster + 1;
        }

        return FileStatus.Success;
    }

    // The caller holds the lock, so nobody takes the clusters before the device knows.
    private BlockStatus DiscardRun(uint first, uint count) => Cache.Discard(Geometry.OffsetOf(first), count * (ulong)Geometry.ClusterBytes);
}
