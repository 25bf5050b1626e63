using System;
using System.Linq;
using CosmosNvme.Nvme.Simulator;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>The NVM command set, command by command, and the names of namespaces.</summary>
internal sealed class NamespaceCommandTests
{
    private Rig _rig = null!;
    private NamespaceCommands _disk = null!;

    [SetUp]
    public void SetUp()
    {
        _rig = new Rig();
        _rig.Device.OptionalNvmCommands = 0x1ff;
        _rig.Attach().Commands.Namespace(1, out NamespaceCommands? disk);
        _disk = disk!;
    }

    [TearDown]
    public void TearDown() => Assert.That(_rig.Device.Violations, Is.Empty);

    [TestCase(1)]
    [TestCase(9)]
    [TestCase(24)]
    [TestCase(1024)]
    public void WriteReadCompare_OfSomeBlocks_Agree(int blocks)
    {
        byte[] data = Rig.Pattern(blocks * 512, blocks);
        byte[] seen = new byte[data.Length];
        Assert.That(_disk.Write(5, data, IoFlags.ForceUnitAccess).IsSuccess && _disk.Read(5, seen).IsSuccess, Is.True);
        Assert.That(seen, Is.EqualTo(data));
        Assert.That(_disk.Compare(5, data).IsSuccess, Is.True);
        data[^1] ^= 1;
        Assert.That(_disk.Compare(5, data).Status.TypeCode, Is.EqualTo(0x285));
        Assert.That(_rig.Device.Transfers.First(command => command.IsWrite).ForcesUnitAccess, Is.True);
    }

    [Test]
    public void WriteZeroesUncorrectableVerify_DoWhatTheySay()
    {
        _disk.Write(0, Rig.Pattern(8192, 1));
        Assert.That(_disk.WriteZeroes(4, 4, IoFlags.Deallocate).IsSuccess, Is.True);
        Assert.That(_rig.Disk.Data.Skip(2048).Take(2048).Max(), Is.Zero);
        Assert.That(_rig.Disk.Data.Skip(1536).Take(512).Max(), Is.Not.Zero);
        Assert.That(_disk.Verify(0, 16).IsSuccess, Is.True);
        Assert.That(_disk.WriteUncorrectable(9, 2).IsSuccess, Is.True);
        Assert.That((_disk.Verify(0, 16).Status.TypeCode, _disk.Verify(0, 9).IsSuccess), Is.EqualTo((0x281, true)));
        Assert.That(_disk.Verify(4095, 2).Status.TypeCode, Is.EqualTo(0x080));
    }

    [Test]
    public void ManageDataset_SeveralRanges_DeallocatesThem()
    {
        _disk.Write(0, Rig.Pattern(16 * 512, 1));
        DatasetRange[] ranges = [new(0, 1), new(8, 2, 5)];
        Assert.That(_disk.ManageDataset(ranges, DatasetAttributes.IntegralRead).IsSuccess, Is.True);
        Assert.That(_rig.Disk.Data[0] | _rig.Disk.Data[1], Is.Not.Zero, "a hint changes nothing");
        Assert.That(_disk.ManageDataset(ranges, DatasetAttributes.Deallocate).IsSuccess, Is.True);
        Assert.That(Enumerable.Range(0, 16).Where(block => _rig.Disk.Data.Skip(block * 512).Take(512).All(value => value == 0)), Is.EqualTo(new[] { 0, 8, 9 }));
        Assert.That(() => _disk.ManageDataset(new DatasetRange[257], DatasetAttributes.None), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Copy_TwoRanges_PutsThemBehindEachOther()
    {
        byte[] data = Rig.Pattern(16 * 512, 4);
        _disk.Write(0, data);
        Assert.That(_disk.Copy(100, [new CopyRange(8, 2), new CopyRange(1, 1)]).IsSuccess, Is.True);
        Assert.That(_rig.Disk.Data[51200..52736], Is.EqualTo(data[4096..5120].Concat(data[512..1024])));
    }

    [TestCase(74, 1, 2, "MSSRL")]
    [TestCase(76, 1, 2, "MCL")]
    public void Copy_BeyondTheNamespacesLimits_IsRefused(int field, byte limit, int blocks, string name)
    {
        _rig.Disk.ChangeIdentify = data =>
        {
            (data[74], data[76], data[80]) = (200, 200, 0);
            data[field] = limit;
        };
        _rig.Attach().Commands.Namespace(1, out NamespaceCommands? disk);
        Assert.That(disk!.Copy(100, [new CopyRange(8, blocks)]).Refusal, Does.Contain(name));
        Assert.That(disk.Copy(100, [new CopyRange(8, 1), new CopyRange(8, 1)]).Refusal, field == 76 ? Does.Contain("MCL") : Does.Contain("MSRC"));
    }

    [Test]
    public void Read_NotWholeBlocks_IsTheCallersBug() => Assert.That(() => _disk.Read(0, new byte[100]), Throws.ArgumentException);

    [Test]
    public void Namespace_ThatIsNotThere_IsRefused()
    {
        ControllerCommands commands = _rig.Attach().Commands;
        Assert.That(commands.Namespace(9, out NamespaceCommands? none).IsSuccess, Is.False);
        Assert.That(none, Is.Null);
        Assert.That(commands.Zones(1, out ZoneCommands? _).Refusal, Does.Contain("not zoned"));
    }

    [Test]
    public void StableNames_HoldModelSerialAndTheUniqueId()
    {
        Rig rig = new();
        rig.Device.Namespaces.Add(new SimulatedNamespace(2, 8) { GloballyUniqueId = Convert.FromHexString("00112233445566778899aabbccddeeff") });
        NvmeController controller = rig.Attach();
        Assert.That(controller.Namespaces[0].StableNames, Is.EqualTo(new[]
        {
            "nvme-Simulated_NVMe_Controller_SIM-0001", "nvme-Simulated_NVMe_Controller_SIM-0001_1",
            "nvme-nvme.1b36-53494d2d30303031-53696d756c61746564204e564d6520436f6e74726f6c6c6572-00000001",
        }));
        Assert.That(controller.Namespaces[1].StableNames, Is.EqualTo(new[] { "nvme-Simulated_NVMe_Controller_SIM-0001_2", "nvme-eui.00112233445566778899aabbccddeeff" }));
    }

    [Test]
    public void StableNames_OfAHostileModel_AreOneNameInAFolder()
    {
        Rig rig = new();
        rig.Device.ChangeIdentify = data => "../../etc\0\x1b[2J"u8.CopyTo(data.AsSpan(24));
        Assert.That(rig.Attach().Namespaces[0].StableNames, Has.None.Contains("/"));
    }
}
