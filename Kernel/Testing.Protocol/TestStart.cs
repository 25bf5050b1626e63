namespace CosmosNvme.Testing.Protocol;

/// <summary>The kernel's word that a test begins.</summary>
/// <param name="Id">Number of the request that asked for it.</param>
public sealed record TestStart(int Id)
{
    /// <summary>Reads a start.</summary>
    /// <exception cref="TestChannelException">The frame is none.</exception>
    public static TestStart Read(Frame frame) => MessageReader.Read(frame, FrameKind.Started, static reader => new TestStart(reader.ReadInt32()));

    /// <summary>The payload of a frame of kind <see cref="FrameKind.Started"/>.</summary>
    public byte[] ToPayload() => MessageReader.Write(writer => writer.Write(Id));
}
