using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.Pci.Tests;

/// <summary>Sizes and addresses of BARs.</summary>
internal sealed class BarTests
{
    private const PciCommand On = PciCommand.IoSpace | PciCommand.MemorySpace | PciCommand.BusMaster;

    // Register value, writable bits, kind, address, length, prefetchable.
    [TestCase(0xfebd0000, 0xffffc000, PciBarKind.Memory32, 0xfebd0000, 0x4000, false)]
    [TestCase(0xfeb00008, 0xfff00000, PciBarKind.Memory32, 0xfeb00000, 0x100000, true)]
    [TestCase(0x80000000, 0x80000000, PciBarKind.Memory32, 0x80000000, 0x80000000, false)]
    [TestCase(0xfebd0010, 0xfffffff0, PciBarKind.Memory32, 0xfebd0010, 0x10, false)]
    [TestCase(0x000c0002, 0x000f0000, PciBarKind.MemoryBelow1MiB, 0xc0000, 0x10000, false)]
    [TestCase(0x0000c001, 0xffffffe0, PciBarKind.Io, 0xc000, 0x20, false)]
    [TestCase(0x0000c001, 0x0000ffe0, PciBarKind.Io, 0xc000, 0x20, false)]
    [TestCase(0x0000c005, 0xfffffffc, PciBarKind.Io, 0xc004, 0x4, false)]
    [TestCase(0x00000000, 0xfffff000, PciBarKind.Memory32, 0, 0x1000, false)]
    [TestCase(0x00000001, 0x0000ff00, PciBarKind.Io, 0, 0x100, false)]
    public void Bar_OneRegister_IsSized(long value, long writable, PciBarKind kind, long address, long length, bool prefetchable)
    {
        PciBar bar = Scan(new FakeFunction().WithBar(0x10, (uint)value, (uint)writable)).Bars.Single();
        Assert.That(bar.Kind, Is.EqualTo(kind));
        Assert.That(bar.Address.Value, Is.EqualTo(address));
        Assert.That(bar.Length, Is.EqualTo(length));
        Assert.That(bar.IsPrefetchable, Is.EqualTo(prefetchable));
        Assert.That(bar.IsAssigned, Is.EqualTo(address != 0));
    }

    // Low and high register, writable bits of both, address, length.
    [TestCase(0xfebd0004, 0, 0xffffc000, 0xffffffff, 0xfebd0000UL, 0x4000UL)]
    [TestCase(0x0000000c, 0x38, 0xfff00000, 0xffffffff, 0x3800000000UL, 0x100000UL)]
    [TestCase(0x0000000c, 0x100, 0, 0xfffffff0, 0x10000000000UL, 0x1000000000UL)]
    [TestCase(0x0000000c, 0x1, 0, 0xffffffff, 0x100000000UL, 0x100000000UL)]
    [TestCase(0xe000000c, 0, 0xf0000000, 0, 0xe0000000UL, 0x10000000UL)]
    [TestCase(0x0000000c, 0x80000000, 0, 0x80000000, 0x8000000000000000UL, 0x8000000000000000UL)]
    public void Bar_TwoRegisters_IsSized(long low, long high, long lowWritable, long highWritable, ulong address, ulong length)
    {
        FakeFunction function = new FakeFunction().WithBar(0x10, (uint)low, (uint)lowWritable).WithBar(0x14, (uint)high, (uint)highWritable);
        PciBar bar = Scan(function).Bars.Single();
        Assert.That(bar.Kind, Is.EqualTo(PciBarKind.Memory64));
        Assert.That(bar.Address.Value, Is.EqualTo(address));
        Assert.That(bar.Length, Is.EqualTo(length));
        Assert.That(bar.IsAssigned, Is.True);
    }

    [Test]
    public void Bars_Mixed_KeepTheirIndexes()
    {
        FakeFunction function = new FakeFunction()
            .WithBar(0x10, 0xc001, 0xfffffff0)
            .WithBar(0x14, 0xfebd0004, 0xfffff000).WithBar(0x18, 0, uint.MaxValue)
            .WithBar(0x20, 0x0000000c, 0xffff0000).WithBar(0x24, 0x20, uint.MaxValue);
        PciFunction found = Scan(function);
        Assert.That(found.Bars.Select(bar => bar.Index), Is.EqualTo([0, 1, 4]));
        Assert.That(found.FindBar(4)!.Address.Value, Is.EqualTo(0x2000000000UL));
        Assert.That(found.FindBar(2), Is.Null);
        Assert.That(found.FindBar(5), Is.Null);
    }

    [Test]
    public void Bar_64BitInTheLastRegister_IsIgnoredAndTheNextRegisterUntouched()
    {
        FakeFunction function = new FakeFunction().WithBar(0x24, 0xfebd0004, 0xfffff000).WithBar(0x28, 0x12345678, uint.MaxValue);
        (PciFunction found, IReadOnlyList<string> warnings) = ScanWithWarnings(function);
        Assert.That(found.Bars, Is.Empty);
        Assert.That(function.Get(0x28, 4), Is.EqualTo(0x12345678));
        Assert.That(function.Writes.Select(write => write.Offset), Does.Not.Contain(0x28));
        Assert.That(warnings.Single(), Does.Contain("BAR 5").And.Contain("second half"));
    }

    [Test]
    public void Bar_64BitInABridgesLastRegister_LeavesTheBusNumbersAlone()
    {
        FakeFunction bridge = new FakeFunction(kind: PciHeaderKind.Bridge).Behind(1, 1).WithBar(0x14, 0xfebd0004, 0xfffff000);
        PciFunction found = Scan(bridge);
        Assert.That(found.Bars, Is.Empty);
        Assert.That(bridge.Writes.Select(write => write.Offset), Does.Not.Contain(0x18));
        Assert.That(found.Bridge!.SecondaryBus, Is.EqualTo(1));
    }

    [Test]
    public void Bar_ReservedType_IsIgnoredWithAWarning()
    {
        (PciFunction found, IReadOnlyList<string> warnings) = ScanWithWarnings(new FakeFunction().WithBar(0x10, 0xfebd0006, 0xfffff000));
        Assert.That(found.Bars, Is.Empty);
        Assert.That(warnings.Single(), Does.Contain("BAR 0"));
    }

    [Test]
    public void Bar_HardwiredValue_IsNoBar()
    {
        Assert.That(Scan(new FakeFunction().WithBar(0x10, 0xfebd0000, 0)).Bars, Is.Empty);
    }

    [TestCase(0xffffc000, 0xffffc000, 0x4000)]
    [TestCase(0x0000fff1, 0x0000fff0, 0x10)]
    [TestCase(0xfffffff1, 0xfffffff0, 0x10)]
    public void Bar_HighestAddress_IsNotTakenForAConstant(long value, long writable, long length)
    {
        PciBar bar = Scan(new FakeFunction().WithBar(0x10, (uint)value, (uint)writable)).Bars.Single();
        Assert.That(bar.Length, Is.EqualTo(length));
    }

    [Test]
    public void Sizing_EveryRegister_IsAsBeforeAndDecodingWasOff()
    {
        FakeFunction function = new FakeFunction()
            .Set16(4, (ushort)On)
            .WithBar(0x10, 0xfebd0004, 0xffffc000).WithBar(0x14, 0x3, uint.MaxValue)
            .WithBar(0x18, 0xc001, 0xffffff00)
            .WithBar(0x30, 0xfeb00001, 0xffff0001);
        byte[] before = function.Copy();
        List<PciCommand> during = [];
        function.Written = offset => during.AddRange(offset >= 0x10 ? [(PciCommand)function.Get(4, 2)] : []);
        Scan(function);
        Assert.That(function.Copy(), Is.EqualTo(before));
        Assert.That(during, Is.Not.Empty.And.All.EqualTo(PciCommand.BusMaster));
        Assert.That(function.Writes.Where(write => write.Offset is 4 or 5 or 6 or 7).All(write => write is { Offset: 4, Width: 2 }), Is.True, "A wider write would clear the status bits.");
    }

    [Test]
    public void Sizing_DecodingOff_StaysOff()
    {
        FakeFunction function = new FakeFunction().WithBar(0x10, 0xfebd0000, 0xffffc000);
        Scan(function);
        Assert.That(function.Writes.Select(write => write.Offset), Does.Not.Contain(4));
    }

    [Test]
    public void Sizing_HostBridge_KeepsDecoding()
    {
        FakeFunction function = new FakeFunction().WithClass(6, 0).Set16(4, (ushort)On).WithBar(0x10, 0xe0000008, 0xf0000000);
        Assert.That(Scan(function).Bars.Single().Length, Is.EqualTo(0x10000000));
        Assert.That(function.Writes.Select(write => write.Offset), Does.Not.Contain(4));
    }

    [TestCase(PciHeaderKind.Function, 0x30)]
    [TestCase(PciHeaderKind.Bridge, 0x38)]
    public void Rom_Sized_IsNeverSwitchedOn(PciHeaderKind kind, int register)
    {
        FakeFunction function = new FakeFunction(kind: kind).WithBar(register, 0xfeb00000, 0xffff0001);
        PciBar rom = Scan(function).Rom!;
        Assert.That(rom.Address.Value, Is.EqualTo(0xfeb00000));
        Assert.That(rom.Length, Is.EqualTo(0x10000));
        Assert.That(rom.IsEnabled, Is.False);
        Assert.That(function.Writes.Where(write => write.Offset == register && (write.Value & 1) != 0), Is.Empty);
    }

    [Test]
    public void Map_WholeBar_AsksForItsRange()
    {
        FakeMemory memory = new();
        PciFunction function = Scan(new FakeFunction().WithBar(0x10, 0xfebd0004, 0xffffc000).WithBar(0x14, 0x1, uint.MaxValue));
        Assert.That(function.TryMapBar(0, memory)!.Length, Is.EqualTo(0x4000));
        Assert.That(memory.Requests.Single(), Is.EqualTo((0x1febd0000UL, 0x4000u)));
    }

    [TestCase(0UL, 0x4000u, true)]
    [TestCase(0x3000UL, 0x1000u, true)]
    [TestCase(0x3000UL, 0x1001u, false)]
    [TestCase(0x4000UL, 1u, false)]
    [TestCase(0UL, 0u, false)]
    [TestCase(ulong.MaxValue, 2u, false)]
    public void Map_Part_MustLieInTheBar(ulong offset, uint length, bool possible)
    {
        PciFunction function = Scan(new FakeFunction().WithBar(0x10, 0xfebd0000, 0xffffc000));
        Assert.That(function.TryMapBar(0, new FakeMemory(), offset, length), possible ? Is.Not.Null : Is.Null);
    }

    [Test]
    public void Map_PortsUnassignedMissingOrHuge_IsNull()
    {
        FakeFunction fake = new FakeFunction()
            .WithBar(0x10, 0xc001, 0xfffffff0)
            .WithBar(0x14, 0, 0xfffff000)
            .WithBar(0x18, 0xc, 0).WithBar(0x1c, 0x100, 0xffffffff);
        PciFunction function = Scan(fake);
        FakeMemory memory = new();
        Assert.That(function.Bars, Has.Count.EqualTo(3));
        Assert.That(Enumerable.Range(0, 6).Select(index => function.TryMapBar(index, memory)), Is.All.Null);
        Assert.That(memory.Requests, Is.Empty);
        Assert.That(function.TryMapBar(2, memory, 0, 0x1000), Is.Not.Null);
    }

    private static PciFunction Scan(FakeFunction function) => ScanWithWarnings(function).Function;

    private static (PciFunction Function, IReadOnlyList<string> Warnings) ScanWithWarnings(FakeFunction function)
    {
        FakeSpace space = new();
        space.Add("00:05.0", function);
        PciDevices devices = PciDevices.Scan(space);
        return (devices[0], devices.Warnings);
    }
}
