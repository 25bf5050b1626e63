using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Abstractions;
using NUnit.Framework;

namespace CosmosNvme.Pci.Tests;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class IommuTests
{
    private const ulong Unit = 0xfed9_0000;
    private const uint Command = 0x18;
    private const uint Status = 0x1c;

    private readonly FakeMemory _memory = new();
    private readonly FakeClock _clock = new();
    private readonly List<(LogLevel Level, string Text)> _log = [];

    [Test]
    public void SwitchOff_IntelUnitThatIsOff_IsLeftAlone()
    {
        FakeRegisters registers = Add(0x1000);
        SwitchOff(Dmar(Unit), []);
        Assert.That(registers.Writes, Is.Empty);
        Assert.That(_log.Single().Text, Does.Contain("off, as firmware left it"));
    }

    [Test]
    public void SwitchOff_IntelUnitThatTranslates_IsTurnedOff()
    {
        IntelRegisters registers = new(status: 0xc000_0000);
        _memory.Windows[Unit] = registers.Window;
        SwitchOff(Dmar(Unit), []);
        Assert.That(registers.Window.Read32(Command), Is.Zero, "the root table pointer is a command that acts when written");
        Assert.That(_log.Single().Level, Is.EqualTo(LogLevel.Info));
        Assert.That(_log.Single().Text, Does.Contain("it is off now"));
    }

    [Test]
    public void SwitchOff_IntelUnitThatStaysOn_IsExplainedAndDoesNotHang()
    {
        Add(0x1000).Write32(Status, 0x8000_0000);
        SwitchOff(Dmar(Unit), []);
        Assert.That(_log.Single().Level, Is.EqualTo(LogLevel.Error));
        Assert.That(_log.Single().Text, Does.Contain("VT-d"));
        Assert.That(_clock.Nanoseconds, Is.InRange(1_000_000, 1_000_000_000));
    }

    [TestCase(1u, true)]
    [TestCase(0u, false)]
    public void SwitchOff_AmdUnit_LosesItsEnableBit(uint control, bool wasOn)
    {
        FakeRegisters registers = Add(0x4000);
        registers.Write32(0x18, 0x40 | control);
        SwitchOff([], Ivrs(Unit));
        Assert.That(registers.Read32(0x18), Is.EqualTo(0x40));
        Assert.That(_log.Single().Text, Does.Contain(wasOn ? "it is off now" : "as firmware left it"));
    }

    [Test]
    public void SwitchOff_NoTables_SaysNothing()
    {
        SwitchOff([], []);
        Assert.That(_log, Is.Empty);
        Assert.That(_memory.Requests, Is.Empty);
    }

    [Test]
    public void ReadDmar_DamagedTables_GiveWhatCouldBeRead()
    {
        byte[] table = Dmar(Unit, 0xfed9_1000);
        Assert.That(IommuTables.ReadDmar(table), Has.Count.EqualTo(2));
        for (int length = 0; length < table.Length; length++)
        {
            Assert.That(IommuTables.ReadDmar(table.AsSpan(0, length)), Has.Count.LessThan(2));
        }

        BinaryPrimitives.WriteUInt16LittleEndian(table.AsSpan(50), 0);
        Assert.That(IommuTables.ReadDmar(table), Is.Empty, "an entry of no length ends the walk");
    }

    [Test]
    public void ReadIvrs_UnitInSeveralBlocks_IsOne()
    {
        byte[] table = [.. Ivrs(Unit), .. Ivrs(Unit)[48..]];
        Assert.That(IommuTables.ReadIvrs(table), Is.EqualTo(new[] { new PhysicalAddress(Unit) }));
    }

    private static byte[] Dmar(params ulong[] units)
    {
        byte[] table = new byte[48 + (16 * units.Length)];
        for (int i = 0; i < units.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(table.AsSpan(48 + (16 * i) + 2), 16);
            BinaryPrimitives.WriteUInt64LittleEndian(table.AsSpan(48 + (16 * i) + 8), units[i]);
        }

        return table;
    }

    private static byte[] Ivrs(ulong unit)
    {
        byte[] table = new byte[48 + 24];
        table[48] = 0x11;
        table[50] = 24;
        BinaryPrimitives.WriteUInt64LittleEndian(table.AsSpan(56), unit);
        return table;
    }

    private FakeRegisters Add(uint length)
    {
        FakeRegisters registers = new(length);
        _memory.Windows[Unit] = registers;
        return registers;
    }

    private void SwitchOff(byte[] dmar, byte[] ivrs) => Iommus.SwitchOff(dmar, ivrs, _memory, _clock, new ListLog(_log));

    private sealed class ListLog(List<(LogLevel Level, string Text)> lines) : IKernelLog
    {
        public void Write(LogLevel level, string text) => lines.Add((level, text));

        public IReadOnlyList<LogEntry> Read() => [];
    }

    /// <summary>A unit whose status follows its commands.</summary>
    private sealed class IntelRegisters
    {
        internal IntelRegisters(uint status)
        {
            Window = new FakeRegisters(0x1000);
            Window.Write32(Status, status);
            Window.Written = (offset, value) =>
            {
                if (offset == Command)
                {
                    // Bit 30 of the status tells that a root table was given; it stays.
                    Window.Write32(Status, (value & 0x8200_0000) | (status & 0x4000_0000));
                }
            };
        }

        internal FakeRegisters Window { get; }
    }
}
