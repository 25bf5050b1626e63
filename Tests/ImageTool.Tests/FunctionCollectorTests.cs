using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.ImageTool.Tests;

[TestFixture]
internal sealed class FunctionCollectorTests
{
    private const byte GlobalFunction = (1 << 4) | ElfSymbol.Function;
    private const byte LocalFunction = ElfSymbol.Function;
    private const byte GlobalLabel = (1 << 4) | ElfSymbol.NoType;
    private const byte GlobalObject = (1 << 4) | 1;

    [Test]
    public void Collect_SeveralNamesForOneAddress_TakesThePlainGlobalOne()
        => Assert.That(
            Collect(Symbol("__libc_realloc", GlobalFunction, 0, 8), Symbol("realloc", GlobalFunction, 0, 8), Symbol("re", LocalFunction, 0, 8)),
            Is.EqualTo(new[] { new ImageFunction(ElfBuilder.Text, 8, "realloc") }));

    [Test]
    public void Collect_ExportedManagedMethod_TakesItsQualifiedName()
        => Assert.That(
            CollectFrom("__managedcode", Symbol("nucleus_start", GlobalFunction, 0, 8), Symbol("A_B_Boot__Start", GlobalFunction, 0, 8)).Single().Name,
            Is.EqualTo("A.B.Boot.Start"));

    [Test]
    public void Collect_LabelInsideFunction_IsLeftOut()
        => Assert.That(
            Collect(Symbol("outer", GlobalFunction, 0, 32), Symbol("inner", GlobalLabel, 16, 0)),
            Is.EqualTo(new[] { new ImageFunction(ElfBuilder.Text, 32, "outer") }));

    [Test]
    public void Collect_LabelWithoutSize_ReachesToTheNextFunctionOrTheEnd()
        => Assert.That(
            Collect(Symbol("boot_start", GlobalLabel, 16, 0), Symbol("next", GlobalFunction, 64, 8), Symbol("boot_end", GlobalLabel, 80, 0)),
            Is.EqualTo(new[]
            {
                new ImageFunction(ElfBuilder.Text + 16, 48, "boot_start"),
                new ImageFunction(ElfBuilder.Text + 64, 8, "next"),
                new ImageFunction(ElfBuilder.Text + 80, ElfBuilder.TextSize - 80, "boot_end"),
            }));

    [Test]
    public void Collect_FunctionThatOverlapsTheNext_EndsWhereThatBegins()
        => Assert.That(
            Collect(Symbol("first", GlobalFunction, 0, 100), Symbol("second", GlobalFunction, 40, 8)),
            Is.EqualTo(new[] { new ImageFunction(ElfBuilder.Text, 40, "first"), new ImageFunction(ElfBuilder.Text + 40, 8, "second") }));

    [Test]
    public void Collect_DataAndSectionBounds_AreLeftOut()
        => Assert.That(
            Collect(
                Symbol("table", GlobalObject, 0, 8),
                Symbol("__start___managedcode", GlobalLabel, 16, 0),
                Symbol("elsewhere", GlobalFunction, 32, 8) with { SectionIndex = 2 },
                Symbol("absolute", GlobalFunction, 48, 8) with { SectionIndex = 0xFFF1 }),
            Is.Empty);

    private static ElfSymbol Symbol(string name, byte info, ulong offset, ulong size) => new(name, info, 1, ElfBuilder.Text + offset, size);

    private static IReadOnlyList<ImageFunction> Collect(params ElfSymbol[] symbols) => CollectFrom(".text", symbols);

    private static IReadOnlyList<ImageFunction> CollectFrom(string section, params ElfSymbol[] symbols)
    {
        ElfBuilder builder = new() { SectionName = section };
        builder.Symbols.Clear();
        builder.Symbols.AddRange(symbols);
        return FunctionCollector.Collect(ElfFile.Parse(builder.Build(), "sample"));
    }
}
