using System.Linq;
using CosmosNvme.Abstractions;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>What a disk is told of blocks that nobody needs any more.</summary>
internal sealed class DiscardTests
{
    private const byte DatasetManagement = 9;
    private const uint Deallocate = 4;

    [Test]
    public void Discard_OfARange_DeallocatesItAndNothingElse()
    {
        Rig rig = new();
        NvmeNamespace disk = rig.Attach().Namespaces[0];
        Assert.That(disk.Write(0, Rig.Pattern(100 * 512, seed: 1)).IsSuccess);
        byte[] before = rig.Disk.Data[..(100 * 512)];
        Assert.That(disk.CanDiscard, Is.True);
        Assert.That(disk.Discard(10, 20), Is.EqualTo(BlockStatus.Success));
        Assert.That(rig.Device.Commands.Single(command => command is { IsIo: true, Opcode: DatasetManagement }).Dword11, Is.EqualTo(Deallocate));
        Assert.That(rig.Disk.Data[(10 * 512)..(30 * 512)], Is.All.Zero);
        Assert.That(rig.Disk.Data[..(10 * 512)], Is.EqualTo(before[..(10 * 512)]));
        Assert.That(rig.Disk.Data[(30 * 512)..(100 * 512)], Is.EqualTo(before[(30 * 512)..]));
    }

    [Test]
    public void Discard_ThatCannotBe_IsRefusedAndNotSent()
    {
        Rig rig = new(blocks: 100);
        NvmeController controller = rig.Attach();
        Assert.That(controller.Namespaces[0].Discard(90, 11).Error, Is.EqualTo(BlockError.OutOfRange));
        Assert.That(controller.Namespaces[0].Discard(ulong.MaxValue, 2).Error, Is.EqualTo(BlockError.OutOfRange));
        Assert.That(controller.Namespaces[0].Discard(0, 0), Is.EqualTo(BlockStatus.Success));

        Rig without = new();
        without.Device.OptionalNvmCommands = 0;
        NvmeNamespace disk = without.Attach().Namespaces[0];
        Assert.That(disk.CanDiscard, Is.False);
        Assert.That(disk.Discard(0, 1).Error, Is.EqualTo(BlockError.NotSupported));

        Rig readOnly = new() { Options = new NvmeOptions { IsReadOnly = true } };
        disk = readOnly.Attach().Namespaces[0];
        Assert.That(disk.CanDiscard, Is.False);
        Assert.That(disk.Discard(0, 1).Error, Is.EqualTo(BlockError.ReadOnly));
        foreach (Rig each in new[] { rig, without, readOnly })
        {
            Assert.That(each.Device.Commands.Any(command => command is { IsIo: true, Opcode: DatasetManagement }), Is.False);
        }
    }
}
