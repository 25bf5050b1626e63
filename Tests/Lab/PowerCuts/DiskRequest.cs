using System;

namespace CosmosNvme.Lab;

/// <summary>A request to a disk, with the moments between which the disk had it: what others got answered before it began lies behind it.</summary>
/// <param name="Disk">Name of the disk.</param>
/// <param name="Kind">What it was.</param>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Data">What was written; empty for others.</param>
/// <param name="IsThrough">Whether the write was durable when it was answered (FUA).</param>
/// <param name="Began">The moment at which it arrived.</param>
public sealed record DiskRequest(string Disk, DiskRequestKind Kind, long Offset, long Length, ReadOnlyMemory<byte> Data, bool IsThrough, int Began)
{
    /// <summary>The moment at which it was answered; the largest number while it is not.</summary>
    public int Ended { get; internal set; } = int.MaxValue;
}
