using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Numerics;

namespace CosmosNvme.Nvme.Simulator;

/// <summary>A namespace in RAM, with a write cache that forgets when power goes.</summary>
public sealed class SimulatedNamespace
{
    private readonly Dictionary<ulong, byte[]> _durable = [];
    private readonly byte[] _metadata;

    /// <summary>Makes a namespace of zeros.</summary>
    /// <param name="id">NSID.</param>
    /// <param name="blocks">Blocks.</param>
    /// <param name="blockBytes">Bytes of a block, a power of two.</param>
    /// <param name="metadataBytes">Bytes of metadata of a block.</param>
    public SimulatedNamespace(uint id, int blocks, int blockBytes = 512, int metadataBytes = 0)
    {
        Id = id;
        BlockBytes = blockBytes;
        MetadataBytes = metadataBytes;
        Data = new byte[blocks * blockBytes];
        _metadata = new byte[blocks * metadataBytes];
    }

    /// <summary>NSID.</summary>
    public uint Id { get; }

    /// <summary>Bytes of a block.</summary>
    public int BlockBytes { get; }

    /// <summary>Bytes of metadata of a block.</summary>
    public int MetadataBytes { get; }

    /// <summary>True: metadata travels behind each block in the data buffer; false: in a buffer of its own.</summary>
    public bool HasMetadataInData { get; set; }

    /// <summary>False: allocated, but not attached to this controller.</summary>
    public bool IsActive { get; set; } = true;

    /// <summary>True: writes are refused.</summary>
    public bool IsWriteProtected { get; set; }

    /// <summary>NGUID.</summary>
    public byte[] GloballyUniqueId { get; set; } = new byte[16];

    /// <summary>What a read sees: the medium, and the cache above it.</summary>
    public byte[] Data { get; }

    /// <summary>Blocks whose reading fails, until they are written.</summary>
    public HashSet<ulong> BadBlocks { get; } = [];

    /// <summary>Changes the Identify structure before it is returned.</summary>
    public Action<byte[]>? ChangeIdentify { get; set; }

    /// <summary>Flush commands so far.</summary>
    public int Flushes { get; set; }

    /// <summary>Blocks.</summary>
    public ulong Blocks => (ulong)(Data.Length / BlockBytes);

    /// <summary>Blocks that are in the cache only.</summary>
    public int UnflushedBlocks => _durable.Count;

    internal byte[] Identify()
    {
        byte[] data = new byte[4096];
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(0), Blocks);
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(8), Blocks);
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(16), Blocks);
        data[26] = HasMetadataInData ? (byte)0x10 : (byte)0;
        data[27] = MetadataBytes > 0 ? (byte)0b11 : (byte)0;
        data[99] = IsWriteProtected ? (byte)1 : (byte)0;
        GloballyUniqueId.CopyTo(data.AsSpan(104));
        BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(128), (ushort)MetadataBytes);
        data[128 + 2] = (byte)BitOperations.Log2((uint)BlockBytes);
        ChangeIdentify?.Invoke(data);
        return data;
    }

    internal bool HasBlocks(ulong first, long count) => first <= Blocks && (ulong)count <= Blocks - first;

    internal bool HasBadBlock(ulong first, int count)
    {
        foreach (ulong block in BadBlocks)
        {
            if (block >= first && block - first < (ulong)count)
            {
                return true;
            }
        }

        return false;
    }

    internal int TransferBytes(int blocks) => blocks * (BlockBytes + (HasMetadataInData ? MetadataBytes : 0));

    internal byte[] Read(ulong first, int blocks)
    {
        if (!HasMetadataInData)
        {
            return Data.AsSpan((int)first * BlockBytes, blocks * BlockBytes).ToArray();
        }

        byte[] result = new byte[TransferBytes(blocks)];
        for (int index = 0; index < blocks; index++)
        {
            int at = TransferBytes(index);
            Data.AsSpan(((int)first + index) * BlockBytes, BlockBytes).CopyTo(result.AsSpan(at));
            ReadMetadata(first + (ulong)index, 1).CopyTo(result.AsSpan(at + BlockBytes));
        }

        return result;
    }

    internal Span<byte> ReadMetadata(ulong first, int blocks) => _metadata.AsSpan((int)first * MetadataBytes, blocks * MetadataBytes);

    internal void WriteMetadata(ulong first, ReadOnlySpan<byte> metadata) => metadata.CopyTo(_metadata.AsSpan((int)first * MetadataBytes));

    internal void Write(ulong first, ReadOnlySpan<byte> data, bool isDurable)
    {
        int stride = TransferBytes(1);
        for (ulong block = first; !data.IsEmpty; block++)
        {
            Span<byte> target = Data.AsSpan((int)block * BlockBytes, BlockBytes);
            if (isDurable)
            {
                _durable.Remove(block);
            }
            else
            {
                _durable.TryAdd(block, target.ToArray());
            }

            data[..BlockBytes].CopyTo(target);
            if (HasMetadataInData)
            {
                WriteMetadata(block, data[BlockBytes..stride]);
            }

            BadBlocks.Remove(block);
            data = data[stride..];
        }
    }

    internal void MakeDurable() => _durable.Clear();

    internal void Format()
    {
        Array.Clear(Data);
        Array.Clear(_metadata);
        _durable.Clear();
        BadBlocks.Clear();
    }

    /// <summary>Power goes: what is only in the cache is lost, or, if there is chance, any part of it.</summary>
    internal void LosePower(Random? chance)
    {
        foreach ((ulong block, byte[] old) in _durable)
        {
            if (chance is null || chance.Next(2) == 0)
            {
                old.CopyTo(Data.AsSpan((int)block * BlockBytes));
            }
        }

        _durable.Clear();
    }
}
