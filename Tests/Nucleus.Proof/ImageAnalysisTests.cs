using System;
using System.IO;
using System.Linq;
using CosmosNvme.ImageAnalysis;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Proof;

/// <summary>What the proof takes for granted about reading images.</summary>
[TestFixture]
internal sealed class ImageAnalysisTests
{
    private KernelImage _image = null!;

    [OneTimeSetUp]
    public void BuildSample()
    {
        _image = KernelImage.Load(RepositoryFiles.BadSampleImage());
    }

    [Test]
    public void Functions_Always_AreOrderedAndDoNotOverlap()
    {
        Assert.That(_image.Functions.Zip(_image.Functions.Skip(1)).All(pair => pair.First.End <= pair.Second.Start), Is.True);
    }

    [Test]
    public void FunctionAt_EveryBoundary_FindsTheFunction()
    {
        CodeFunction leaf = _image.FunctionNamed("asm_sample_leaf")!;

        Assert.That(_image.FunctionAt(leaf.Start), Is.SameAs(leaf));
        Assert.That(_image.FunctionAt(leaf.End - 1), Is.SameAs(leaf));
        Assert.That(_image.FunctionAt(leaf.End), Is.Not.SameAs(leaf));
    }

    [Test]
    public void Functions_AssemblyPrefixes_BelongToTheSampleOnly()
    {
        string[] foreign = _image.Functions.Where(NucleusPolicy.IsAssembly)
            .SelectMany(function => function.Names)
            .Where(name => !name.StartsWith("asm_bad_", StringComparison.Ordinal) && name is not ("asm_sample_leaf" or "asm_fp_save" or "asm_fp_restore"))
            .ToArray();

        Assert.That(foreign, Is.Empty, "The runtime or the C library has symbols that look like assembly of the nucleus.");
    }

    [Test]
    public void References_SwitchWithTable_AreResolved()
    {
        FunctionBody body = FunctionBody.Decode(_image, _image.FunctionNamed("nucleus_good_switch")!);

        Assert.That(body.Instructions.Any(instruction => instruction.IsJmpNearIndirect), Is.True, "The compiler made no jump table: give the switch more cases.");
        Assert.That(body.References.Select(reference => reference.Kind), Does.Not.Contain(ReferenceKind.Indirect));
    }

    [Test]
    public void Load_NoSuchFile_Throws()
    {
        Assert.That(() => KernelImage.Load("/no/such/image"), Throws.InstanceOf<IOException>());
    }

    [Test]
    public void Load_NotElf_SaysSo()
    {
        Assert.That(() => KernelImage.Load(Path.Combine(RepositoryFiles.Root, "global.json")), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("not an x86-64 ELF file"));
    }

    [Test]
    public void Load_SymbolsOfAnotherBuild_IsRefused()
    {
        string folder = Directory.CreateTempSubdirectory("cosmos-proof-").FullName;
        try
        {
            string image = Path.Combine(folder, "sample");
            File.Copy(_image.Path, image);
            byte[] symbols = File.ReadAllBytes(_image.Path + ".dbg");
            byte[] name = [0x14, 0, 0, 0, 3, 0, 0, 0, (byte)'G', (byte)'N', (byte)'U', 0];
            int buildIdNote = symbols.AsSpan().IndexOf(name);
            symbols[buildIdNote + name.Length] ^= 0xff;
            File.WriteAllBytes(image + ".dbg", symbols);

            Assert.That(() => KernelImage.Load(image), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("another build"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestCase("CosmosNvme_Nucleus_CosmosNvme_Nucleus_Scheduler__Wake", "Scheduler.Wake")]
    [TestCase("S_P_CoreLib_System_SpanHelpers__Memmove", "SpanHelpers.Memmove")]
    [TestCase("BadSample_BadSample_Bad__Keep", "Bad.Keep")]
    [TestCase("nucleus_start", "nucleus_start")]
    [TestCase("__security_cookie", "__security_cookie")]
    public void ToReadable_Symbol_ReadsLikeSource(string symbol, string readable)
    {
        Assert.That(MangledName.ToReadable(symbol), Is.EqualTo(readable));
    }
}
