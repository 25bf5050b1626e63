using System;
using System.Buffers.Binary;
using System.Numerics;

namespace CosmosNvme.Nvme.Simulator;

/// <summary>A namespace in RAM.</summary>
public sealed class SimulatedNamespace
{
    /// <summary>Makes a namespace of zeros.</summary>
    /// <param name="id">NSID.</param>
    /// <param name="blocks">Blocks.</param>
    /// <param name="blockBytes">Bytes of a block, a power of two.</param>
    public SimulatedNamespace(uint id, int blocks, int blockBytes = 512)
    {
        Id = id;
        BlockBytes = blockBytes;
        Data = new byte[blocks * blockBytes];
    }

    /// <summary>NSID.</summary>
    public uint Id { get; }

    /// <summary>Bytes of a block.</summary>
    public int BlockBytes { get; }

    /// <summary>The medium.</summary>
    public byte[] Data { get; }

    /// <summary>Changes the Identify structure before it is returned.</summary>
    public Action<byte[]>? ChangeIdentify { get; set; }

    /// <summary>Flush commands so far.</summary>
    public int Flushes { get; set; }

    /// <summary>Blocks.</summary>
    public ulong Blocks => (ulong)(Data.Length / BlockBytes);

    internal byte[] Identify()
    {
        byte[] data = new byte[4096];
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(0), Blocks);
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(8), Blocks);
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(16), Blocks);
        data[128 + 2] = (byte)BitOperations.Log2((uint)BlockBytes);
        ChangeIdentify?.Invoke(data);
        return data;
    }
}
