using CosmosNvme.ImageAnalysis;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Proof;

/// <summary>The compiled code asks for no instruction that a CPU which the nucleus lets pass may lack.</summary>
[TestFixture]
internal sealed class InstructionSetTests
{
    // Bits of the runtime's g_requiredCpuFeatures, in the order of its list: AES, PCLMULQDQ, SSE3, SSSE3, SSE4.1, SSE4.2, POPCNT, AVX ...
    private const int Sse3 = 1 << 2;
    private const int Ssse3 = 1 << 3;
    private const int Sse41 = 1 << 4;
    private const int Sse42 = 1 << 5;
    private const int Popcnt = 1 << 6;

    [Test]
    public void Image_RequiredInstructions_AreThoseOfX8664V2()
    {
        KernelImage image = KernelImage.Load(RepositoryFiles.KernelImage());
        ulong? address = image.DataNamed("g_requiredCpuFeatures");
        Assert.That(address, Is.Not.Null, "The runtime does not tell any more what it requires under this name.");
        Assert.That(image.TryReadInt32(address!.Value, out int required), Is.True);
        Assert.That($"0x{required:x}", Is.EqualTo($"0x{Sse3 | Ssse3 | Sse41 | Sse42 | Popcnt:x}"));
    }
}
