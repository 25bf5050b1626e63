using System.Collections.Immutable;
using System.IO;

namespace CosmosNvme.Testing.Protocol;

/// <summary>The tests of a kernel.</summary>
/// <param name="Tests">All of them, in the order in which NUnit runs them.</param>
public sealed record TestList(ImmutableArray<TestDescription> Tests)
{
    /// <summary>Reads a list.</summary>
    /// <exception cref="TestChannelException">The frame is none.</exception>
    public static TestList Read(Frame frame) => MessageReader.Read(frame, FrameKind.Tests, static reader =>
    {
        int count = MessageReader.ReadCount(reader);
        ImmutableArray<TestDescription>.Builder tests = ImmutableArray.CreateBuilder<TestDescription>(count);
        for (int index = 0; index < count; index++)
        {
            tests.Add(new TestDescription(reader.ReadString(), reader.ReadString(), reader.ReadString(), ReadStrings(reader), reader.ReadBoolean()));
        }

        return new TestList(tests.MoveToImmutable());
    });

    /// <summary>The payload of a frame of kind <see cref="FrameKind.Tests"/>.</summary>
    public byte[] ToPayload() => MessageReader.Write(writer =>
    {
        writer.Write(Tests.Length);
        foreach (TestDescription test in Tests)
        {
            writer.Write(test.FullName);
            writer.Write(test.Fixture);
            writer.Write(test.Name);
            writer.Write(test.Categories.Length);
            foreach (string category in test.Categories)
            {
                writer.Write(category);
            }

            writer.Write(test.IsExplicit);
        }
    });

    private static ImmutableArray<string> ReadStrings(BinaryReader reader)
    {
        int count = MessageReader.ReadCount(reader);
        ImmutableArray<string>.Builder strings = ImmutableArray.CreateBuilder<string>(count);
        for (int index = 0; index < count; index++)
        {
            strings.Add(reader.ReadString());
        }

        return strings.MoveToImmutable();
    }
}
