using System;

namespace CosmosNvme.Testing.Protocol;

/// <summary>The kernel's word on a test that ended.</summary>
/// <param name="Id">Number of the request that asked for it.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Message">NUnit's message; empty if there is none.</param>
/// <param name="StackTrace">Where it failed; empty if it did not.</param>
/// <param name="Output">What it wrote.</param>
/// <param name="Duration">How long it took.</param>
public sealed record TestVerdict(int Id, TestOutcome Outcome, string Message, string StackTrace, string Output, TimeSpan Duration)
{
    /// <summary>Longest text, in characters; what is longer loses its middle.</summary>
    public const int MaximumText = 64 * 1024;

    /// <summary>Reads a verdict.</summary>
    /// <exception cref="TestChannelException">The frame is none.</exception>
    public static TestVerdict Read(Frame frame) => MessageReader.Read(frame, FrameKind.Finished, static reader =>
    {
        TestVerdict verdict = new(
            reader.ReadInt32(),
            (TestOutcome)reader.ReadByte(),
            reader.ReadString(),
            reader.ReadString(),
            reader.ReadString(),
            TimeSpan.FromTicks(reader.ReadInt64()));
        return Enum.IsDefined(verdict.Outcome) ? verdict : throw new FormatException($"There is no outcome {(byte)verdict.Outcome}.");
    });

    /// <summary>The payload of a frame of kind <see cref="FrameKind.Finished"/>.</summary>
    public byte[] ToPayload() => MessageReader.Write(writer =>
    {
        writer.Write(Id);
        writer.Write((byte)Outcome);
        writer.Write(Shorten(Message));
        writer.Write(Shorten(StackTrace));
        writer.Write(Shorten(Output));
        writer.Write(Duration.Ticks);
    });

    private static string Shorten(string text)
    {
        const int Half = (MaximumText / 2) - 16;
        return text.Length <= MaximumText ? text : $"{text[..Half]}\n[...]\n{text[^Half..]}";
    }
}
