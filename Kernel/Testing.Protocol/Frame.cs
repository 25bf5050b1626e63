namespace CosmosNvme.Testing.Protocol;

/// <summary>One frame.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Payload">The message, in the form of its type.</param>
public sealed record Frame(FrameKind Kind, byte[] Payload);
