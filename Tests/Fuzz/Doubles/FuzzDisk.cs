using System;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Fuzz;

/// <summary>
/// A disk of <see cref="Bytes"/> bytes of which an input gives the beginning and the end; between them there are zeros. The input's first
/// four bytes are its shape: block size, how much of the rest is the end, and a block that cannot be read.
/// </summary>
internal sealed class FuzzDisk : IBlockDevice
{
    /// <summary>Bytes of every disk.</summary>
    internal const int Bytes = 4 << 20;

    /// <summary>Bytes of the shape.</summary>
    internal const int ShapeBytes = 4;

    private const int SmallestBlock = 512;
    private const byte Unreadable = 0xBD;

    private readonly byte[] _head;
    private readonly byte[] _tail;
    private readonly ulong _badBlock;
    private readonly StepBudget _budget;

    /// <summary>Makes a disk.</summary>
    /// <param name="input">Shape and contents.</param>
    /// <param name="budget">Bytes that may be read.</param>
    internal FuzzDisk(ReadOnlySpan<byte> input, StepBudget budget)
    {
        InputReader reader = new(input);
        BlockBytes = SmallestBlock << (reader.Byte() & 3);
        int tailBlocks = reader.Byte() & 7;
        ushort bad = reader.Word();
        _badBlock = bad == 0 ? ulong.MaxValue : bad - 1u;
        _budget = budget;
        ReadOnlySpan<byte> content = reader.Rest;
        int tail = TailLength(content.Length, BlockBytes, tailBlocks);
        _head = content[..^tail].ToArray();
        _tail = content[^tail..].ToArray();
    }

    /// <inheritdoc/>
    public string Name => "disk1";

    /// <inheritdoc/>
    public int BlockBytes { get; }

    /// <inheritdoc/>
    public ulong BlockCount => (ulong)(Bytes / BlockBytes);

    /// <inheritdoc/>
    public bool IsReadOnly => true;

    /// <summary>Makes an input.</summary>
    /// <param name="blockBytes">Bytes of a block.</param>
    /// <param name="head">The disk's beginning.</param>
    /// <param name="tail">Its end: whole blocks, seven at most.</param>
    internal static byte[] Input(int blockBytes, ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail) =>
        [(byte)int.Log2(blockBytes / SmallestBlock), (byte)(tail.Length / blockBytes), 0, 0, .. head, .. tail];

    /// <summary>Where the contents of an input's tail begin; the input's length if it has none.</summary>
    internal static int TailStart(ReadOnlySpan<byte> input) => input.Length < ShapeBytes
        ? input.Length
        : input.Length - TailLength(input.Length - ShapeBytes, BlockBytesOf(input), input[1] & 7);

    /// <summary>Bytes of a block of an input's disk.</summary>
    internal static int BlockBytesOf(ReadOnlySpan<byte> input) => SmallestBlock << (input.Length == 0 ? 0 : input[0] & 3);

    /// <inheritdoc/>
    public BlockStatus Read(ulong block, Memory<byte> buffer)
    {
        ulong blocks = (ulong)(buffer.Length / BlockBytes);
        Rule.Demand(buffer.Length % BlockBytes == 0, "requests are whole blocks", $"{buffer.Length} bytes of {BlockBytes}-byte blocks");
        if (block > BlockCount || blocks > BlockCount - block)
        {
            return BlockStatus.Of(BlockError.OutOfRange);
        }

        _budget.Take(buffer.Length + SmallestBlock);
        if (_badBlock >= block && _badBlock - block < blocks)
        {
            // What is in the buffer after a failure is nobody's business; if somebody looks, the digests differ.
            buffer.Span.Fill(Unreadable);
            return BlockStatus.Of(BlockError.Medium);
        }

        int start = (int)block * BlockBytes;
        buffer.Span.Clear();
        Copy(_head, 0, buffer.Span, start);
        Copy(_tail, Bytes - _tail.Length, buffer.Span, start);
        return BlockStatus.Success;
    }

    /// <inheritdoc/>
    public ValueTask<BlockStatus> ReadAsync(ulong block, Memory<byte> buffer) => ValueTask.FromResult(Read(block, buffer));

    /// <inheritdoc/>
    public BlockStatus Write(ulong block, ReadOnlyMemory<byte> buffer) => throw new BrokenRuleException("a disk that is only read is not written", $"block {block}");

    /// <inheritdoc/>
    public ValueTask<BlockStatus> WriteAsync(ulong block, ReadOnlyMemory<byte> buffer) => ValueTask.FromResult(Write(block, buffer));

    /// <inheritdoc/>
    public BlockStatus Flush() => BlockStatus.Success;

    /// <inheritdoc/>
    public ValueTask<BlockStatus> FlushAsync() => ValueTask.FromResult(BlockStatus.Success);

    private static int TailLength(int contentLength, int blockBytes, int tailBlocks) => Math.Min(tailBlocks, contentLength / blockBytes) * blockBytes;

    private static void Copy(byte[] source, int sourceStart, Span<byte> target, int targetStart)
    {
        int start = Math.Max(sourceStart, targetStart);
        int end = Math.Min(sourceStart + source.Length, targetStart + target.Length);
        if (start < end)
        {
            source.AsSpan(start - sourceStart, end - start).CopyTo(target[(start - targetStart)..]);
        }
    }
}
