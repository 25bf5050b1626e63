using System.Runtime.InteropServices;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed unsafe class IoApicTests
{
    [TestCase(0u, 0, 0u)]
    [TestCase(23u, 0, 23u)]
    [TestCase(24u, 1, 0u)]
    [TestCase(31u, 1, 7u)]
    [TestCase(120u, 2, 20u)]
    public void Locate_Gsi_FindsControllerAndPin(uint gsi, int controller, uint expectedPin)
    {
        byte* registers = (byte*)NativeMemory.AllocZeroed(3 * 0x20);
        IoApicTable table = default;
        IoApic.Add(&table, registers, 0, 24);
        IoApic.Add(&table, registers + 0x20, 24, 8);
        IoApic.Add(&table, registers + 0x40, 100, 24);
        uint pin;
        byte* found = IoApic.Locate(&table, gsi, &pin);
        NativeMemory.Free(registers);
        Assert.That((found - registers) / 0x20, Is.EqualTo((long)controller));
        Assert.That(pin, Is.EqualTo(expectedPin));
    }

    [TestCase(32u)]
    [TestCase(99u)]
    [TestCase(124u)]
    [TestCase(uint.MaxValue)]
    public void Locate_GsiThatNobodyServes_IsNull(uint gsi)
    {
        byte* registers = (byte*)NativeMemory.AllocZeroed(2 * 0x20);
        IoApicTable table = default;
        IoApic.Add(&table, registers, 0, 32);
        IoApic.Add(&table, registers + 0x20, 100, 24);
        uint pin;
        Assert.That((ulong)IoApic.Locate(&table, gsi, &pin), Is.Zero);
        NativeMemory.Free(registers);
    }

    [Test]
    public void Add_BeyondStorage_IsIgnored()
    {
        byte* registers = (byte*)NativeMemory.AllocZeroed(0x20);
        IoApicTable table = default;
        for (uint i = 0; i < 20; i++)
        {
            IoApic.Add(&table, registers, i * 24, 24);
        }

        NativeMemory.Free(registers);
        Assert.That(table.Count, Is.EqualTo(16));
    }

    // What firmware says of a level-triggered ISA interrupt on that pin counts; PCI's own wires are active low.
    [TestCase(20u, 1, 0, false)]
    [TestCase(20u, 1, 1, true)]
    [TestCase(20u, 0, 0, true)]
    [TestCase(21u, 1, 0, true)]
    public void IsActiveLow_PciWire_FollowsTheFirmware(uint gsi, int isLevel, int isLow, bool expected)
    {
        Madt.SetDefaults(Madt.Info);
        MadtInfo.Isa(Madt.Info, 9)->Gsi = 20;
        MadtInfo.Isa(Madt.Info, 9)->LevelTriggered = (byte)isLevel;
        MadtInfo.Isa(Madt.Info, 9)->ActiveLow = (byte)isLow;
        Assert.That(IoApic.IsActiveLow(gsi), Is.EqualTo(expected));
    }

    [Test]
    public void IsaRoute_OverrideAndLimit_AreApplied()
    {
        Madt.SetDefaults(Madt.Info);
        MadtInfo.Isa(Madt.Info, 9)->Gsi = 20;
        MadtInfo.Isa(Madt.Info, 9)->LevelTriggered = 1;
        uint gsi;
        bool activeLow;
        bool level;
        Assert.That(IoApic.IsaRoute(9, &gsi, &activeLow, &level), Is.True);
        Assert.That((gsi, activeLow, level), Is.EqualTo((20u, false, true)));
        Assert.That(IoApic.IsaRoute(4, &gsi, &activeLow, &level), Is.True);
        Assert.That((gsi, activeLow, level), Is.EqualTo((4u, false, false)));
        Assert.That(IoApic.IsaRoute(16, &gsi, &activeLow, &level), Is.False);
    }
}
