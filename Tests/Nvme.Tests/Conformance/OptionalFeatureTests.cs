using System;
using System.Buffers.Binary;
using System.Linq;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>What controllers offer and need not be used: whoever uses it must keep its rules, whoever does not must leave it off.</summary>
public sealed class OptionalFeatureTests
{
    private const byte Abort = 0x08;
    private const byte SetFeatures = 0x09;
    private const byte DoorbellBufferConfig = 0x7c;
    private const int PowerManagement = 0x02;
    private const int AutonomousPowerStates = 0x0c;
    private const int HostMemoryBuffer = 0x0d;

    // The buffers of shadow doorbells are forgotten by every reset (NVMe Base 1.4 §5.7): one configuration for each time it was enabled.
    [Category("Pitfall")]
    [Property("Pitfall", 37)]
    [TestCase(1)]
    [TestCase(3)]
    public void ShadowDoorbells_OverResets_AreGivenAgainOrNotUsed(int lives)
    {
        Rig rig = new();
        rig.Device.OffersShadowDoorbells = true;
        for (int life = 0; life < lives; life++)
        {
            NvmeController controller = rig.Attach();
            Assert.That(controller.Namespaces[0].Write((ulong)life, new byte[512]), Is.EqualTo(BlockStatus.Success));
            Assert.That(controller.ShutDown(), Is.True);
        }

        Assert.That(rig.Device.Commands.Count(command => command is { IsAdmin: true, Opcode: DoorbellBufferConfig }), Is.AnyOf(0, lives));
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero, "memory of the buffers goes with the controller");
        Assert.That(rig.Device.Violations, Is.Empty);
    }

    // ACL is zero-based: 0 is one abort at a time.
    [Category("Pitfall")]
    [Property("Pitfall", 38)]
    [TestCase(0)]
    [TestCase(3)]
    public async Task Aborts_OfManyLateCommands_StayWithinTheLimit(int limit)
    {
        Rig rig = new(vectors: 2) { Options = new NvmeOptions { QueueDepth = 16, IoTimeoutNanoseconds = 1_000_000_000 } };
        rig.Device.AbortLimit = (byte)limit;
        NvmeController controller = rig.Attach();
        rig.Device.Faults.OnTransfer().NeverCompletes();
        (int outstanding, int most) = (0, 0);
        rig.Device.Faults.OnAdmin(Abort).Does(_ => most = Math.Max(most, ++outstanding)).NeverCompletes();
        rig.Device.Faults.OnAdmin(0x05).Does(_ => outstanding = 0);
        BlockStatus[] results = await Task.WhenAll(Enumerable.Range(0, 10).Select(block => controller.Namespaces[0].ReadAsync((ulong)block, new byte[512]).AsTask()));
        Assert.That(results.Select(result => result.IsSuccess), Is.All.False);
        Assert.That(most, Is.EqualTo(limit + 1), "as many at once as it takes");
        controller.ShutDown();
    }

    // HMPRE and HMMIN at 272 and 276: a controller that wants memory of the host and is refused it, or refuses it itself.
    [Category("Pitfall")]
    [Property("Pitfall", 41)]
    [TestCase(false)]
    [TestCase(true)]
    public void HostMemoryBuffer_WantedOrRefused_IsNotFatal(bool refuses)
    {
        Rig rig = new();
        rig.Device.ChangeIdentify = data =>
        {
            BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(272), 16384);
            BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(276), 1024);
        };
        if (refuses)
        {
            rig.Device.Faults.RefusesFeature(HostMemoryBuffer);
        }

        NvmeController controller = rig.Attach();
        Assert.That(controller.Namespaces[0].Read(0, new byte[512]), Is.EqualTo(BlockStatus.Success));
        controller.ShutDown();
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
        Assert.That(rig.Device.Memory.Violations, Is.Empty);
    }

    // APSTA at 265. Nobody asked for power saving, which some controllers do not come back from.
    [Category("Pitfall")]
    [Property("Pitfall", 42)]
    [Test]
    public void PowerSaving_Offered_IsLeftOff()
    {
        Rig rig = new();
        rig.Device.ChangeIdentify = data => data[265] = 1;
        NvmeController controller = rig.Attach();
        controller.Namespaces[0].Read(0, new byte[512]);
        controller.ShutDown();
        Assert.That(rig.Device.Commands.Where(command => command is { IsAdmin: true, Opcode: SetFeatures }).Select(command => (int)(byte)command.Dword10), Has.None.AnyOf(PowerManagement, AutonomousPowerStates));
    }
}
