using System;
using System.IO;
using System.Text;

namespace CosmosNvme.Testing.Protocol;

/// <summary>Reads a message's fields. A message that is shorter or longer than its type says is an error of the sender.</summary>
internal static class MessageReader
{
    internal static T Read<T>(Frame frame, FrameKind kind, Func<BinaryReader, T> read)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (frame.Kind != kind)
        {
            throw new TestChannelException($"A frame of kind {frame.Kind} came where one of kind {kind} was due.");
        }

        using MemoryStream stream = new(frame.Payload);
        using BinaryReader reader = new(stream, Encoding.UTF8);
        try
        {
            T message = read(reader);
            return stream.Position == stream.Length
                ? message
                : throw new TestChannelException($"{stream.Length - stream.Position} bytes follow a message of kind {kind}.");
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or ArgumentException or IOException)
        {
            throw new TestChannelException($"A message of kind {kind} is malformed: {e.Message}");
        }
    }

    /// <summary>The number of items that follow, each of at least one byte.</summary>
    internal static int ReadCount(BinaryReader reader)
    {
        int count = reader.ReadInt32();
        return count >= 0 && count <= reader.BaseStream.Length - reader.BaseStream.Position
            ? count
            : throw new FormatException($"{count} items do not fit.");
    }

    internal static byte[] Write(Action<BinaryWriter> write)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream, Encoding.UTF8);
        write(writer);
        writer.Flush();
        return stream.ToArray();
    }
}
