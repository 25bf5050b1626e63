namespace CosmosNvme.Testing.Protocol;

/// <summary>The host's wish that a test be run.</summary>
/// <param name="Id">Number of the request; what the kernel says about the test carries it.</param>
/// <param name="FullName">The test's full name.</param>
public sealed record RunRequest(int Id, string FullName)
{
    /// <summary>Reads a request.</summary>
    /// <exception cref="TestChannelException">The frame is none.</exception>
    public static RunRequest Read(Frame frame) => MessageReader.Read(frame, FrameKind.Run, static reader => new RunRequest(reader.ReadInt32(), reader.ReadString()));

    /// <summary>The payload of a frame of kind <see cref="FrameKind.Run"/>.</summary>
    public byte[] ToPayload() => MessageReader.Write(writer =>
    {
        writer.Write(Id);
        writer.Write(FullName);
    });
}
