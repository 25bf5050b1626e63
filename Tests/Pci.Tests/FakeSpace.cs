using System.Collections.Generic;

namespace CosmosNvme.Pci.Tests;

/// <summary>Configuration space made of <see cref="FakeFunction"/>s.</summary>
internal sealed class FakeSpace : ConfigurationSpace
{
    private readonly Dictionary<PciAddress, FakeFunction> _functions = [];

    /// <summary>Answers for addresses that nothing was added at; null for nobody.</summary>
    internal System.Func<PciAddress, FakeFunction?>? Elsewhere { get; init; }

    /// <summary>Functions beyond bus 0 answer only while some bridge leads to their bus, as on a machine.</summary>
    internal bool IsRouted { get; set; }

    /// <summary>Reads so far.</summary>
    internal long Reads { get; private set; }

    public override IReadOnlyList<PciBusRange> Ranges => BusRanges;

    internal List<PciBusRange> BusRanges { get; } = [new PciBusRange(0, 0, 255)];

    internal FakeFunction Add(string address, FakeFunction function)
    {
        Assert(PciAddress.TryParse(address, out PciAddress parsed));
        _functions.Add(parsed, function);
        return function;
    }

    public override int GetLength(PciAddress address)
    {
        foreach (PciBusRange range in BusRanges)
        {
            if (range.Contains(address))
            {
                return ExtendedBytes;
            }
        }

        return 0;
    }

    protected override byte ReadByte(PciAddress address, int offset) => (byte)Read(address, offset, 1);

    protected override ushort ReadWord(PciAddress address, int offset) => (ushort)Read(address, offset, 2);

    protected override uint ReadDword(PciAddress address, int offset) => Read(address, offset, 4);

    protected override void WriteByte(PciAddress address, int offset, byte value) => Write(address, offset, 1, value);

    protected override void WriteWord(PciAddress address, int offset, ushort value) => Write(address, offset, 2, value);

    protected override void WriteDword(PciAddress address, int offset, uint value) => Write(address, offset, 4, value);

    private static void Assert(bool condition)
    {
        if (!condition)
        {
            throw new System.ArgumentException("That is no address.");
        }
    }

    private FakeFunction? At(PciAddress address, int offset)
    {
        if (!_functions.TryGetValue(address, out FakeFunction? function))
        {
            function = Elsewhere?.Invoke(address);
            if (function is not null)
            {
                _functions.Add(address, function);
            }
        }

        return function is not null && offset < function.Length && IsReached(address.Bus) ? function : null;
    }

    private bool IsReached(byte bus)
    {
        if (!IsRouted || bus == 0)
        {
            return true;
        }

        foreach (FakeFunction function in _functions.Values)
        {
            bool isBridge = (function.Get(0x0e, 1) & 0x7f) == (uint)PciHeaderKind.Bridge;
            uint secondary = function.Get(0x19, 1);
            if (isBridge && secondary != 0 && secondary <= bus && bus <= function.Get(0x1a, 1))
            {
                return true;
            }
        }

        return false;
    }

    private uint Read(PciAddress address, int offset, int width)
    {
        Reads++;
        return At(address, offset)?.Get(offset, width) ?? uint.MaxValue;
    }

    private void Write(PciAddress address, int offset, int width, uint value) => At(address, offset)?.Write(offset, width, value);
}
