using CosmosNvme.Abstractions;
using CosmosNvme.Boot.Tests;
using CsCheck;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>A controller that answers at random. CsCheck prints the seed of a run that fails, and the environment variable that plays it again.</summary>
[Category("Fuzz")]
internal sealed class HostileTests
{
    private static int Runs => TestScale.Pick(quick: 20, plain: 60, soak: 20_000);

    [Test]
    public void Controller_AnsweringAtRandom_NeitherCrashesNorHangsNorCorrupts([Values(0, 1, 3)] int vectors)
    {
        Gen.Int[0, int.MaxValue].Sample(
            seed => HostileRun.Play(seed, vectors),
            iter: Runs,
            threads: 1,
            print: seed => $"seed {seed}, {vectors} vectors");
    }

    [TestCase(0)]
    [TestCase(1)]
    public void Controller_ThatOnlySeemsGone_CannotReachMemoryAfterwards(int vectors)
    {
        Rig rig = new(vectors);
        NvmeController controller = rig.Attach();
        rig.Device.Faults.OnIo(2).CompletesAfter(100_000_000_000);

        // Reads fail, as when a link is retrained, but the device lives on, and its writes to memory arrive.
        rig.Device.Faults.OnCommand(command => command.IsRead).Does(device => device.Faults.OnRegisterRead = (_, _) => uint.MaxValue);
        Assert.That(controller.Namespaces[0].Read(0, new byte[512]).Error, Is.EqualTo(BlockError.DeviceGone));
        rig.Clock.Delay(200_000_000_000);
        controller.ShutDown();
        Assert.That(rig.Device.Violations, Is.Empty, "it reached memory that was taken from it");
        Assert.That(rig.Device.Configuration & 1, Is.Zero, "it is disabled");
    }
}
