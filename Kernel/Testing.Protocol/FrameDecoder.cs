using System;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace CosmosNvme.Testing.Protocol;

/// <summary>Finds the frames in what one sender sent. Strict: the first byte that does not fit ends the conversation. Not thread-safe.</summary>
public sealed class FrameDecoder
{
    private byte[] _bytes = new byte[4096];
    private int _count;
    private ushort _sequence;

    /// <summary>Bytes that are not yet part of a whole frame.</summary>
    public int PendingBytes => _count;

    /// <summary>Takes the next bytes, in pieces of any size.</summary>
    /// <param name="piece">Bytes as they came.</param>
    public void Add(ReadOnlySpan<byte> piece)
    {
        if (_count + piece.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_count + piece.Length, 2 * _bytes.Length));
        }

        piece.CopyTo(_bytes.AsSpan(_count));
        _count += piece.Length;
    }

    /// <summary>Takes a frame out, if there is a whole one.</summary>
    /// <param name="frame">The frame.</param>
    /// <exception cref="TestChannelException">There is something that is no frame, or a damaged one, or one is missing.</exception>
    public bool TryRead([NotNullWhen(true)] out Frame? frame)
    {
        frame = null;
        ReadOnlySpan<byte> bytes = _bytes.AsSpan(0, _count);
        CheckMagic(bytes);
        if (bytes.Length < FrameLayout.HeaderBytes)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(bytes[FrameLayout.LengthOffset..]);
        if (length is < 0 or > FrameLayout.MaximumPayloadBytes)
        {
            throw new TestChannelException($"A frame claims a payload of {(uint)length} bytes; at most {FrameLayout.MaximumPayloadBytes} are allowed.");
        }

        int whole = FrameLayout.HeaderBytes + length + FrameLayout.ChecksumBytes;
        if (bytes.Length < whole)
        {
            return false;
        }

        Check(bytes[..whole]);
        frame = new Frame((FrameKind)bytes[FrameLayout.KindOffset], bytes.Slice(FrameLayout.HeaderBytes, length).ToArray());
        _sequence++;
        bytes[whole..].CopyTo(_bytes);
        _count -= whole;
        return true;
    }

    // Byte by byte, so that even a single stray byte shows at once and not only when a header's worth of them is there.
    private static void CheckMagic(ReadOnlySpan<byte> bytes)
    {
        Span<byte> magic = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(magic, FrameLayout.Magic);
        int present = Math.Min(bytes.Length, magic.Length);
        if (!bytes[..present].SequenceEqual(magic[..present]))
        {
            throw new TestChannelException($"There is something else than a frame on the channel: {Show(bytes)}");
        }
    }

    private void Check(ReadOnlySpan<byte> frame)
    {
        uint stated = BinaryPrimitives.ReadUInt32LittleEndian(frame[^FrameLayout.ChecksumBytes..]);
        uint computed = Checksum.Of(frame[..^FrameLayout.ChecksumBytes]);
        if (stated != computed)
        {
            throw new TestChannelException($"A frame is damaged: its checksum says 0x{stated:x8}, its bytes give 0x{computed:x8}.");
        }

        byte version = frame[FrameLayout.VersionOffset];
        if (version != FrameLayout.Version)
        {
            throw new TestChannelException($"The other side speaks version {version} of the protocol, this one {FrameLayout.Version}: build both from the same sources.");
        }

        ushort sequence = BinaryPrimitives.ReadUInt16LittleEndian(frame[FrameLayout.SequenceOffset..]);
        if (sequence != _sequence)
        {
            throw new TestChannelException($"Frame {sequence} came where frame {_sequence} was due.");
        }
    }

    private static string Show(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new();
        foreach (byte one in bytes[..Math.Min(bytes.Length, 80)])
        {
            text.Append(one is >= 0x20 and < 0x7F ? ((char)one).ToString() : $"\\x{one:x2}");
        }

        return text.ToString();
    }
}
