using System.IO;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Cosmos.Tests;

internal sealed class HostAccelerationTests
{
    [TestCase("kvm_intel 1 0 - Live 0x0\nkvm 1 1 kvm_intel, Live 0x0\n", null)]
    [TestCase("kvm_amd 1 0 - Live 0x0\n", null)]
    [TestCase("kvm_pvm 1 0 - Live 0x0\nkvm 1 1 kvm_pvm, Live 0x0\n", "neither kvm_intel nor kvm_amd is loaded")]
    [TestCase("", "neither kvm_intel nor kvm_amd is loaded")]
    public void FindKvmObstacle_WritableDevice_DependsOnTheModule(string modules, string? expected)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["kvm"], "");
        File.WriteAllText(folder["modules"], modules);
        Assert.That(HostAcceleration.FindKvmObstacle(folder["kvm"], folder["modules"]), Is.EqualTo(expected));
    }

    [Test]
    public void FindKvmObstacle_NoDevice_IsNamed()
    {
        using TemporaryFolder folder = new();
        Assert.That(HostAcceleration.FindKvmObstacle(folder["kvm"], folder["modules"]), Does.Contain("does not exist"));
    }
}
