using System;
using System.Buffers.Binary;

namespace CosmosNvme.Testing.Protocol;

/// <summary>Makes the frames of one sender. Not thread-safe: frames are numbered.</summary>
public sealed class FrameEncoder
{
    private ushort _sequence;

    /// <summary>Makes the next frame.</summary>
    /// <param name="kind">What it says.</param>
    /// <param name="payload">The message, in the form of its type.</param>
    /// <returns>The bytes to send.</returns>
    public byte[] Encode(FrameKind kind, ReadOnlySpan<byte> payload)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, FrameLayout.MaximumPayloadBytes, nameof(payload));
        byte[] frame = new byte[FrameLayout.HeaderBytes + payload.Length + FrameLayout.ChecksumBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(frame, FrameLayout.Magic);
        frame[FrameLayout.VersionOffset] = FrameLayout.Version;
        frame[FrameLayout.KindOffset] = (byte)kind;
        BinaryPrimitives.WriteUInt16LittleEndian(frame.AsSpan(FrameLayout.SequenceOffset), _sequence++);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(FrameLayout.LengthOffset), payload.Length);
        payload.CopyTo(frame.AsSpan(FrameLayout.HeaderBytes));
        Span<byte> checksum = frame.AsSpan(frame.Length - FrameLayout.ChecksumBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(checksum, Checksum.Of(frame.AsSpan(0, frame.Length - FrameLayout.ChecksumBytes)));
        return frame;
    }
}
