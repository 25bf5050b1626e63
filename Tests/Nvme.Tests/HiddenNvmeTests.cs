using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme.Pci;
using CosmosNvme.Pci;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>Controllers that hide NVMe disks are recognised, and a person is told the way out.</summary>
public sealed class HiddenNvmeTests
{
    private const uint Intel = 0x8086;
    private const uint Amd = 0x1022;
    private const uint Sata = 0x0106_0100;
    private const uint Raid = 0x0104_0000;

    [TestCase(0x201du)]
    [TestCase(0x28c0u)]
    [TestCase(0x467fu)]
    [TestCase(0x09abu)]
    [TestCase(0x9a0bu)]
    public void Explain_VolumeManagementDevice_NamesTheSwitch(uint device) =>
        Assert.That(Explain(Intel | (device << 16), Raid, remapped: 0), Does.Contain("VMD").And.Contain("setup"));

    [TestCase(1u, "hides 1 NVMe disk;")]
    [TestCase(5u, "hides 2 NVMe disks;")]
    [TestCase(7u, "hides 3 NVMe disks;")]
    public void Explain_SataControllerThatRemaps_CountsTheDisks(uint remapped, string part)
    {
        Assert.That(Explain(Intel | (0xa352u << 16), Sata, remapped), Does.Contain(part).And.Contain("AHCI"));
        Assert.That(Explain(Intel | (0x282au << 16), Raid, remapped), Does.Contain(part));
    }

    [Test]
    public void Explain_RaidModeThatRemapsNothing_SaysWhatToDoIfADiskIsMissing() =>
        Assert.That(Explain(Intel | (0x2822u << 16), Raid, remapped: 0), Does.Contain("if a disk is missing"));

    [TestCase(Intel | (0x2922u << 16), Sata, 0u, TestName = "Explain_PlainSata_SaysNothing")]
    [TestCase(Amd | (0x7901u << 16), Sata, 7u, TestName = "Explain_SataOfOthers_IsNotAsked")]
    [TestCase(Amd | (0x43bdu << 16), Raid, 7u, TestName = "Explain_RaidOfOthers_IsNotAsked")]
    [TestCase(Intel | (0x467fu << 16), 0x0200_0000u, 0u, TestName = "Explain_NetworkCard_SaysNothing")]
    public void Explain_Others(uint ids, uint classCode, uint remapped) => Assert.That(Explain(ids, classCode, remapped), Is.Null);

    [Test]
    public void Explain_SmallRegisters_AreNotLookedInto() =>
        Assert.That(Explain(Intel | (0xa352u << 16), Sata, remapped: 7, barMask: 0xffff_f000), Is.Null);

    private static string? Explain(uint ids, uint classCode, uint remapped, uint barMask = 0xfff8_0000)
    {
        OneFunction machine = new(ids, classCode, barMask, remapped);
        PciFunction function = PciDevices.Scan(machine).Single();
        PciCommand before = function.Command;
        string? explanation = HiddenNvme.Explain(function, machine);
        Assert.That(function.Command, Is.EqualTo(before), "it is left as it was");
        return explanation;
    }

    /// <summary>A machine with one function, whose BAR 5 leads to the vendor's part of AHCI registers.</summary>
    private sealed class OneFunction : ConfigurationSpace, IPhysicalMemory
    {
        private const ulong Registers = 0xfe00_0000;

        private readonly byte[] _bytes = new byte[ConventionalBytes];
        private readonly uint _barMask;
        private readonly RamWindow _window = new(0x1000);

        internal OneFunction(uint ids, uint classCode, uint barMask, uint remapped)
        {
            _barMask = barMask;
            Set(0x00, ids);
            Set(0x08, classCode);
            Set(0x24, (uint)Registers);
            _window.Write32(0xa4, remapped == 0 ? 0u : 1);
            _window.Write32(0x800, remapped);
            for (uint port = 0; port < 3; port++)
            {
                _window.Write32(0x880 + (port * 0x80), 0x010802);
            }
        }

        public override IReadOnlyList<PciBusRange> Ranges => [new PciBusRange(0, 0, 0)];

        public override int GetLength(PciAddress address) => ConventionalBytes;

        public RegisterWindow? TryMapRegisters(PhysicalAddress address, uint length) => address.Value == Registers ? _window : null;

        protected override byte ReadByte(PciAddress address, int offset) => IsHere(address) ? _bytes[offset] : byte.MaxValue;

        protected override ushort ReadWord(PciAddress address, int offset) => IsHere(address) ? BitConverter.ToUInt16(_bytes, offset) : ushort.MaxValue;

        protected override uint ReadDword(PciAddress address, int offset) => IsHere(address) ? BitConverter.ToUInt32(_bytes, offset) : uint.MaxValue;

        protected override void WriteByte(PciAddress address, int offset, byte value)
        {
        }

        protected override void WriteWord(PciAddress address, int offset, ushort value)
        {
            if (IsHere(address) && offset == 4)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(4), (ushort)(value & 0x407));
            }
        }

        protected override void WriteDword(PciAddress address, int offset, uint value)
        {
            if (IsHere(address) && offset == 0x24)
            {
                Set(offset, value & _barMask);
            }
        }

        private static bool IsHere(PciAddress address) => address == new PciAddress(0, 0, 23, 0);

        private void Set(int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(offset), value);
    }
}
