using System.Threading.Tasks;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Boot.Tests;

/// <summary>From the newest CPU model down to the oldest that can run the kernel, and a clear word below it.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class CpuModelTests
{
    private const string Tests = "ExceptionTests|CollectorTests|ParallelFor_ManyIndexes";
    private const string LeastFeatures = "qemu64,+cx16,+lahf_lm,+popcnt,+sse4.1,+sse4.2,+ssse3";

    [TestCase("max")]
    [TestCase("Nehalem", Category = "Long")]
    [TestCase("Westmere", Category = "Long")]
    [TestCase("SandyBridge", Category = "Long")]
    [TestCase("Haswell", Category = "Long")]
    [TestCase("Skylake-Server", Category = "Long")]
    [TestCase("EPYC", Category = "Long")]
    [TestCase("max,-fsgsbase", Category = "Long")]
    [TestCase("max,-xsave", Category = "Long")]
    [TestCase("max,-avx,-avx2", Category = "Long")]
    [TestCase("max,-pdpe1gb", Category = "Long")]
    [TestCase("max,-rdtscp", Category = "Long")]
    [TestCase("max,-rdrand,-rdseed", Category = "Long")]
    [TestCase("max,-smep,-smap,-umip", Category = "Long")]
    [TestCase("max,-xsave,-fsgsbase,-pdpe1gb,-rdtscp,-rdrand,-rdseed")]
    [TestCase("max,+invtsc", Category = "Long")]
    [TestCase(LeastFeatures)]
    public void Boot_CpuModel_RunsManagedCode(string model)
    {
        MachineResult result = Boots.RunOrderly(Boots.WithTests(new MachineProfile { CpuModel = model }, Tests));
        Assert.That(result.Console, Does.Contain("11 passed, 0 failed"));
    }

    [Test]
    [Category("Long")]
    public void Boot_CpuThatHidesTheHypervisor_TakesCommandsFromTheKernelCommandLine()
    {
        // Without the hypervisor bit it may be a real PC, on which nobody pokes at QEMU's ports.
        MachineResult result = Boots.RunOrderly(new MachineProfile { CpuModel = "max,-hypervisor", KernelArguments = "exec=\"echo here; lscpu\"" });
        Assert.That(result.Console, Does.StartWith("here\n").And.Contain("CPU(s)"));
    }

    [TestCase("qemu64", "ssse3", Category = "Long")]
    [TestCase("qemu64", "sse4.1", Category = "Long")]
    [TestCase("qemu64", "sse4.2", Category = "Long")]
    [TestCase("kvm64", "popcnt", Category = "Long")]
    [TestCase("Conroe", "sse4.2", Category = "Long")]
    [TestCase("core2duo", "sse4.1 sse4.2 popcnt", Category = "Long")]
    [TestCase("max,-nx", "nx", Category = "Long")]
    [TestCase("Nehalem,-nx", "nx", Category = "Long")]
    [TestCase("Penryn", "popcnt", Category = "Long")]
    [TestCase("max,-sse4.2", "sse4.2", Category = "Long")]
    [TestCase("max,-popcnt", "popcnt")]
    public void Boot_CpuBelowTheMinimum_RefusesAndNamesWhatIsMissing(string model, string missing)
    {
        MachineResult result = Boots.Run(new MachineProfile { CpuModel = model, Exec = "echo never" });
        Assert.That(result.Reason, Is.EqualTo(ExitReason.Panic), result.ToString());
        Assert.That(result.Console, Is.Empty);
        Assert.That(result.Log, Does.Contain("panic:").And.Contain(missing));
    }

    [Test]
    [Category("Long")]
    public async Task Boot_CpuOf32Bits_IsToldSoInASentence()
    {
        // It ends halted, with nobody to report to.
        await using Machine machine = Machine.Start(new MachineProfile { CpuModel = "coreduo", Cpus = 1, Exec = "echo never", TimeLimit = Boots.Limit });
        await machine.ExpectAsync("CosmosNvme needs a 64-bit CPU", Boots.Limit);
    }
}
