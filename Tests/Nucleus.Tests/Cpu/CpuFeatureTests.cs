using System.Collections.Generic;
using System.Text;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed unsafe class CpuFeatureTests
{
    // Registers of real models, from public CPUID dumps: leaf 1 ECX and EDX, 7 EBX and ECX, D1 EAX, 80000001 ECX and EDX, 80000007 EDX.
    private static readonly uint[] s_nehalem = [0x009CE3BD, 0xBFEBFBFF, 0, 0, 0, 0x00000001, 0x28100800, 0x00000100];
    private static readonly uint[] s_skylake = [0x7FFAFBBF, 0xBFEBFBFF, 0x029C6FBF, 0, 0xF, 0x00000121, 0x2C100800, 0x00000100];
    private static readonly uint[] s_qemu64 = [0x80002001, 0x078BFBFD, 0, 0, 0, 0x00000005, 0x2193FBFD, 0];

    private static readonly string[] s_names = BuildNames();

    [Test]
    public void Decode_Nehalem_HasV2ButNoneOfTheNewer()
    {
        ulong set = Decode(s_nehalem);
        Assert.That(CpuFeatures.Required() & ~set, Is.Zero);
        CpuFeature[] newer =
        [
            CpuFeature.FsGsBase, CpuFeature.Xsave, CpuFeature.Avx, CpuFeature.X2Apic, CpuFeature.TscDeadline,
            CpuFeature.GigabytePages, CpuFeature.Rdrand, CpuFeature.Hypervisor,
        ];
        foreach (CpuFeature feature in newer)
        {
            Assert.That(set & CpuFeatures.Bit(feature), Is.Zero, feature.ToString());
        }

        Assert.That(set & CpuFeatures.Bit(CpuFeature.InvariantTsc), Is.Not.Zero);
        Assert.That(set & CpuFeatures.Bit(CpuFeature.Rdtscp), Is.Not.Zero);
    }

    [Test]
    public void Decode_Skylake_HasTheNewerOnes()
    {
        ulong set = Decode(s_skylake);
        CpuFeature[] expected =
        [
            CpuFeature.FsGsBase, CpuFeature.Xsave, CpuFeature.XsaveOpt, CpuFeature.Avx, CpuFeature.Avx2,
            CpuFeature.X2Apic, CpuFeature.TscDeadline, CpuFeature.GigabytePages, CpuFeature.Rdrand, CpuFeature.Pcid,
            CpuFeature.Smep, CpuFeature.Smap, CpuFeature.Invpcid,
        ];
        foreach (CpuFeature feature in expected)
        {
            Assert.That(set & CpuFeatures.Bit(feature), Is.Not.Zero, feature.ToString());
        }

        Assert.That(set & CpuFeatures.Bit(CpuFeature.Hypervisor), Is.Zero);
        Assert.That(set & CpuFeatures.Bit(CpuFeature.Rdpid), Is.Zero);
        Assert.That(set & CpuFeatures.Bit(CpuFeature.Avx512), Is.Zero);
    }

    [Test]
    public void Required_Qemu64_LacksWhatMustBeNamed()
    {
        List<string> missing = [];
        ulong set = CpuFeatures.Required() & ~Decode(s_qemu64);
        for (int i = 0; i < (int)CpuFeature.Count; i++)
        {
            if ((set >> i & 1) != 0)
            {
                missing.Add(s_names[i]);
            }
        }

        Assert.That(missing, Is.EqualTo(new[] { "ssse3", "sse4.1", "sse4.2", "popcnt" }));
    }

    [Test]
    public void Missing_OlderCpuBesideANewer_LacksWhatThreadsMayUse()
    {
        ulong newer = Decode(s_skylake);
        ulong older = Decode(s_nehalem);
        Assert.That(CpuFeatures.Missing(newer, newer), Is.Zero);
        Assert.That(CpuFeatures.Missing(older, newer), Is.Zero, "a newer one beside an older does no harm");
        ulong missing = CpuFeatures.Missing(newer, older);
        Assert.That(missing & CpuFeatures.Bit(CpuFeature.Avx), Is.Not.Zero);
        Assert.That(missing & CpuFeatures.Bit(CpuFeature.FsGsBase), Is.Not.Zero);
        Assert.That(missing & CpuFeatures.Bit(CpuFeature.Smep), Is.Zero, "nobody uses that one");
    }

    [Test]
    public void Decode_EachFeature_HasExactlyOneBitOfItsOwn()
    {
        HashSet<ulong> seen = [];
        int registers = sizeof(CpuIdLeaves) / 4;
        for (int register = 0; register < registers; register++)
        {
            for (int bit = 0; bit < 32; bit++)
            {
                CpuIdLeaves cpu = default;
                ((uint*)&cpu)[register] = 1u << bit;
                ulong set = CpuFeatureTable.Decode(&cpu);
                Assert.That(set & (set - 1), Is.Zero, $"register {register} bit {bit} means more than one feature");
                Assert.That(set == 0 || seen.Add(set), Is.True, $"register {register} bit {bit} repeats a feature");
            }
        }

        Assert.That(seen, Has.Count.EqualTo((int)CpuFeature.Count));
        Assert.That((int)CpuFeature.Count, Is.LessThanOrEqualTo(64));
    }

    [TestCase(CpuFeature.LocalApic, "apic")]
    [TestCase(CpuFeature.CompareExchange16, "cmpxchg16b")]
    [TestCase(CpuFeature.TscDeadline, "tsc-deadline")]
    [TestCase(CpuFeature.FsGsBase, "fsgsbase")]
    [TestCase(CpuFeature.XsaveOpt, "xsaveopt")]
    [TestCase(CpuFeature.NoExecute, "nx")]
    [TestCase(CpuFeature.GigabytePages, "pdpe1gb")]
    [TestCase(CpuFeature.InvariantTsc, "invtsc")]
    public void Name_Feature_IsTheCustomaryOne(object feature, string expected) =>
        Assert.That(s_names[(int)(CpuFeature)feature], Is.EqualTo(expected));

    [Test]
    public void Name_AllFeatures_AreDistinct()
    {
        Assert.That(new HashSet<string>(s_names), Has.Count.EqualTo((int)CpuFeature.Count));
        Assert.That(s_names, Has.None.Empty);
        Assert.That(Encoding.ASCII.GetString(CpuFeatureTable.Name(CpuFeature.Count)), Is.EqualTo("?"));
    }

    [TestCase(0x000106A5u, 6u, 26u, 5u, TestName = "Signature_Nehalem_IsFamily6Model26")]
    [TestCase(0x000906EAu, 6u, 158u, 10u, TestName = "Signature_CoffeeLake_IsFamily6Model158")]
    [TestCase(0x00A20F12u, 25u, 33u, 2u, TestName = "Signature_Zen3_IsFamily25Model33")]
    [TestCase(0x00000F4Au, 15u, 4u, 10u, TestName = "Signature_PentiumD_IsFamily15Model4")]
    [TestCase(0x00000543u, 5u, 4u, 3u, TestName = "Signature_PentiumMmx_IsFamily5Model4")]
    public void Signature_Decoded(uint eax, uint family, uint model, uint stepping) =>
        Assert.That((CpuSignature.Family(eax), CpuSignature.Model(eax), CpuSignature.Stepping(eax)), Is.EqualTo((family, model, stepping)));

    [TestCase("   Intel(R) Core(TM)  ", "Intel(R) Core(TM)")]
    [TestCase("QEMU TCG CPU version 2.5+\0\0  x", "QEMU TCG CPU version 2.5+")]
    [TestCase("\0\0", "")]
    [TestCase("    ", "")]
    public void Trim_BrandString_LosesItsPadding(string text, string expected)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        fixed (byte* p = bytes)
        {
            int length;
            byte* start = CpuSignature.Trim(p, bytes.Length, &length);
            Assert.That(Encoding.ASCII.GetString(start, length), Is.EqualTo(expected));
        }
    }

    [TestCase("KVMKVMKVM", "KVMKVMKVM", true)]
    [TestCase("VMwareVMware", "VMwareVMware", true)]
    [TestCase("KVMKVMKVM", "KVMKVM", false)]
    [TestCase("KVMKVM", "KVMKVMKVM", false)]
    [TestCase("VMwareVMware", "VMwareVMwareX", false)]
    public void HypervisorIs_ComparesTheWholeSignature(string actual, string asked, bool expected)
    {
        CpuIdLeaves cpu = default;
        CpuIdText.Write(cpu.HypervisorVendor, actual);
        Assert.That(CpuSignature.HypervisorIs(&cpu, Encoding.ASCII.GetBytes(asked)), Is.EqualTo(expected));
    }

    [TestCase(0, "a")]
    [TestCase(1, "")]
    [TestCase(2, "bc")]
    [TestCase(3, "d")]
    [TestCase(9, "d")]
    public void WordList_Index_PicksItsText(int index, string expected) =>
        Assert.That(Encoding.ASCII.GetString(WordList.Get("a||bc|d"u8, index)), Is.EqualTo(expected));

    private static ulong Decode(uint[] registers)
    {
        CpuIdLeaves cpu = default;
        cpu.Ecx1 = registers[0];
        cpu.Edx1 = registers[1];
        cpu.Ebx7 = registers[2];
        cpu.Ecx7 = registers[3];
        cpu.EaxD1 = registers[4];
        cpu.ExtendedEcx1 = registers[5];
        cpu.ExtendedEdx1 = registers[6];
        cpu.ExtendedEdx7 = registers[7];
        return CpuFeatureTable.Decode(&cpu);
    }

    private static string[] BuildNames()
    {
        string[] names = new string[(int)CpuFeature.Count];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = Encoding.ASCII.GetString(CpuFeatureTable.Name((CpuFeature)i));
        }

        return names;
    }
}
