using System;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Testing.Protocol;
using NUnit.Framework;

namespace CosmosNvme.KernelRunner.Tests;

internal sealed class FrameTests
{
    private static readonly byte[] s_payload = [.. Enumerable.Range(0, 100).Select(number => (byte)(number * 7))];

    [TestCase(1)]
    [TestCase(3)]
    [TestCase(1000)]
    public void Decode_FramesInPieces_AreWhatWasSent(int pieceBytes)
    {
        FrameEncoder encoder = new();
        byte[] sent = [.. encoder.Encode(FrameKind.Run, s_payload), .. encoder.Encode(FrameKind.PowerOff, []), .. encoder.Encode(FrameKind.Hello, new byte[5000])];
        FrameDecoder decoder = new();
        List<Frame> received = [];
        foreach (byte[] piece in sent.Chunk(pieceBytes))
        {
            decoder.Add(piece);
            while (decoder.TryRead(out Frame? frame))
            {
                received.Add(frame);
            }
        }

        Assert.That(received.Select(frame => frame.Kind), Is.EqualTo(new[] { FrameKind.Run, FrameKind.PowerOff, FrameKind.Hello }));
        Assert.That(received[0].Payload, Is.EqualTo(s_payload));
        Assert.That(decoder.PendingBytes, Is.Zero);
    }

    [Test]
    public void Decode_AnyBitFlipped_IsNeverAFrame()
    {
        byte[] frame = new FrameEncoder().Encode(FrameKind.Finished, s_payload);
        for (int bit = 0; bit < frame.Length * 8; bit++)
        {
            byte[] damaged = [.. frame];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.That(IsRefused(damaged), Is.True, $"bit {bit}");
        }
    }

    [TestCase("k")]
    [TestCase("kernel: a line\n")]
    [TestCase("C")]
    public void Decode_TextBeforeAFrame_IsAnError(string text)
    {
        FrameDecoder decoder = new();
        decoder.Add(System.Text.Encoding.ASCII.GetBytes(text));
        decoder.Add(new FrameEncoder().Encode(FrameKind.Hello, s_payload));
        Assert.That(() => decoder.TryRead(out _), Throws.TypeOf<TestChannelException>());
    }

    [Test]
    public void Decode_TextBetweenFrames_IsAnError()
    {
        FrameEncoder encoder = new();
        FrameDecoder decoder = new();
        decoder.Add([.. encoder.Encode(FrameKind.Hello, s_payload), (byte)'!', .. encoder.Encode(FrameKind.Tests, s_payload)]);
        Assert.That(decoder.TryRead(out _), Is.True);
        Assert.That(() => decoder.TryRead(out _), Throws.TypeOf<TestChannelException>().With.Message.Contain("something else than a frame"));
    }

    [Test]
    public void Decode_FrameMissing_IsAnError()
    {
        FrameEncoder encoder = new();
        encoder.Encode(FrameKind.Hello, s_payload);
        FrameDecoder decoder = new();
        decoder.Add(encoder.Encode(FrameKind.Tests, s_payload));
        Assert.That(() => decoder.TryRead(out _), Throws.TypeOf<TestChannelException>().With.Message.Contain("Frame 1 came where frame 0 was due"));
    }

    [Test]
    public void Encode_EmptyFrame_HasTheChecksumOfItsTwelveBytes()
    {
        byte[] frame = new FrameEncoder().Encode(FrameKind.PowerOff, []);
        Assert.That(frame, Has.Length.EqualTo(16));
        Assert.That(BitConverter.ToUInt32(frame, 12), Is.EqualTo(SlowChecksum(frame.AsSpan(0, 12))));
    }

    // CRC-32C bit by bit, with the reversed polynomial.
    private static uint SlowChecksum(ReadOnlySpan<byte> bytes)
    {
        uint checksum = uint.MaxValue;
        foreach (byte one in bytes)
        {
            checksum ^= one;
            for (int bit = 0; bit < 8; bit++)
            {
                checksum = (checksum >> 1) ^ ((checksum & 1) * 0x82F63B78);
            }
        }

        return ~checksum;
    }

    // An error, or waiting for bytes that never come: a deadline ends that.
    private static bool IsRefused(byte[] bytes)
    {
        FrameDecoder decoder = new();
        decoder.Add(bytes);
        try
        {
            return !decoder.TryRead(out _);
        }
        catch (TestChannelException)
        {
            return true;
        }
    }
}
