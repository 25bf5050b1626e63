using NUnit.Framework;

namespace CosmosNvme.ImageTool.Tests;

/// <summary>What the encoder refuses and how small it is. Tests/Nucleus.Tests reads its tables back.</summary>
[TestFixture]
internal sealed class SymbolTableEncoderTests
{
    [Test]
    public void Encode_OverlappingFunctions_Fails()
        => Assert.That(
            () => SymbolTableEncoder.Encode([new(0x1000, 32, "first"), new(0x1010, 8, "second")]),
            Throws.ArgumentException.With.Message.Contains("second at 0x1010 overlaps"));

    [Test]
    public void Encode_EmptyFunction_Fails()
        => Assert.That(() => SymbolTableEncoder.Encode([new(0x1000, 0, "empty")]), Throws.ArgumentException);

    [Test]
    public void Encode_NamesWithCommonBeginnings_StoresThemOnce()
    {
        ImageFunction[] functions = new ImageFunction[16_000];
        for (int index = 0; index < functions.Length; index++)
        {
            functions[index] = new ImageFunction(0x1000000 + ((ulong)index * 64), 50, $"CosmosNvme.Nucleus.SomeType.Method{index:x}");
        }

        Assert.That(SymbolTableEncoder.Encode(functions), Has.Length.LessThan(16_000 * 12));
    }
}
