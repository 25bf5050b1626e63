using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;

namespace CosmosNvme.Lab;

/// <summary>Everything that changed the disks of a machine, in the order in which it arrived, on one clock for all of them. Any thread may use it.</summary>
public sealed class RequestLog
{
    private readonly Lock _lock = new();
    private readonly List<DiskRequest> _requests = [];
    private int _moment;

    /// <summary>The requests, in the order in which they arrived. A copy.</summary>
    public IReadOnlyList<DiskRequest> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>The moment after everything so far.</summary>
    public int End => Volatile.Read(ref _moment) + 1;

    /// <summary>Notes a request that arrives.</summary>
    public DiskRequest Begin(string disk, DiskRequestKind kind, long offset, long length, ReadOnlyMemory<byte> data, bool isThrough)
    {
        lock (_lock)
        {
            DiskRequest request = new(disk, kind, offset, length, data, isThrough, ++_moment);
            _requests.Add(request);
            return request;
        }
    }

    /// <summary>Notes that a request is about to be answered.</summary>
    public void Finish(DiskRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        lock (_lock)
        {
            request.Ended = ++_moment;
        }
    }

    /// <summary>The same log of a disk that takes no notice of flushes and write-through: what a harness must be red with.</summary>
    public RequestLog WithoutDurability()
    {
        RequestLog log = new() { _moment = _moment };
        log._requests.AddRange(Requests.Where(request => request.Kind != DiskRequestKind.Flush).Select(request => request with { IsThrough = false }));
        return log;
    }

    /// <summary>Writes the log to a file, from which <see cref="Load"/> makes it again.</summary>
    public void Save(string path)
    {
        using BinaryWriter writer = new(File.Create(path), Encoding.UTF8);
        foreach (DiskRequest request in Requests)
        {
            writer.Write(request.Disk);
            writer.Write((byte)request.Kind);
            writer.Write(request.Offset);
            writer.Write(request.Length);
            writer.Write(request.IsThrough);
            writer.Write(request.Began);
            writer.Write(request.Ended);
            writer.Write(request.Data.Length);
            writer.Write(request.Data.Span);
        }
    }

    /// <summary>Reads a log that was kept.</summary>
    public static RequestLog Load(string path)
    {
        RequestLog log = new();
        using BinaryReader reader = new(File.OpenRead(path), Encoding.UTF8);
        while (reader.BaseStream.Position < reader.BaseStream.Length)
        {
            string disk = reader.ReadString();
            DiskRequestKind kind = (DiskRequestKind)reader.ReadByte();
            long offset = reader.ReadInt64();
            long length = reader.ReadInt64();
            bool isThrough = reader.ReadBoolean();
            int began = reader.ReadInt32();
            int ended = reader.ReadInt32();
            byte[] data = reader.ReadBytes(reader.ReadInt32());
            log._requests.Add(new DiskRequest(disk, kind, offset, length, data, isThrough, began) { Ended = ended });
            log._moment = Math.Max(log._moment, ended == int.MaxValue ? began : ended);
        }

        return log;
    }
}
