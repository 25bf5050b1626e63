using System;

namespace CosmosNvme.Lab;

/// <summary>A disk whose requests are kept in a log. The content is in memory.</summary>
/// <param name="name">Its name in the log.</param>
/// <param name="content">What is on it; belongs to the disk from now on.</param>
/// <param name="log">Where its requests are noted.</param>
public sealed class VolatileDisk(string name, byte[] content, RequestLog log)
{
    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>Bytes.</summary>
    public long Length => content.Length;

    /// <summary>Whether a range lies on the disk, on whole blocks.</summary>
    internal bool Contains(long offset, long length) =>
        offset >= 0 && length >= 0 && offset <= Length - length && offset % PowerCut.BlockBytes == 0 && length % PowerCut.BlockBytes == 0;

    /// <summary>Reads what was written last.</summary>
    internal ReadOnlyMemory<byte> Read(long offset, int length) => content.AsMemory((int)offset, length);

    /// <summary>Begins a write.</summary>
    internal DiskRequest Write(long offset, byte[] data, bool isThrough)
    {
        DiskRequest request = log.Begin(name, DiskRequestKind.Write, offset, data.Length, data, isThrough);
        data.CopyTo(content, offset);
        return request;
    }

    /// <summary>Begins a flush.</summary>
    internal DiskRequest Flush() => log.Begin(name, DiskRequestKind.Flush, 0, 0, default, isThrough: false);

    /// <summary>Begins to discard; whoever reads the range afterwards finds what nobody has written.</summary>
    internal DiskRequest Discard(long offset, long length)
    {
        DiskRequest request = log.Begin(name, DiskRequestKind.Discard, offset, length, default, isThrough: false);
        content.AsSpan((int)offset, (int)length).Fill(PowerCut.Rubbish);
        return request;
    }

    /// <summary>Ends a request.</summary>
    internal void Finish(DiskRequest request) => log.Finish(request);
}
