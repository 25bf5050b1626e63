using System;
using System.Collections.Generic;
using CosmosNvme.Pci;

namespace CosmosNvme.Fuzz;

/// <summary>
/// Configuration space with the functions that an input lists. Each has a head of eight bytes: bus, device and function, behaviour, size of
/// the BARs, and the number of register bytes that follow.
/// </summary>
internal sealed class FuzzConfigurationSpace : ConfigurationSpace
{
    /// <summary>Bytes of a function's head.</summary>
    internal const int HeadBytes = 8;

    // A bus costs a read for each device, whether there is one or not.
    private const int LastBus = 7;
    private const int MostFunctions = 12;

    private readonly Dictionary<PciAddress, FuzzFunction> _functions = [];
    private readonly StepBudget _budget;

    /// <summary>Makes it.</summary>
    /// <param name="input">The functions.</param>
    /// <param name="budget">Reads and writes.</param>
    internal FuzzConfigurationSpace(ReadOnlySpan<byte> input, StepBudget budget)
    {
        _budget = budget;
        InputReader reader = new(input);
        while (!reader.Rest.IsEmpty && _functions.Count < MostFunctions)
        {
            byte bus = (byte)(reader.Byte() & LastBus);
            byte place = reader.Byte();
            byte behaviour = reader.Byte();
            byte exponent = reader.Byte();
            int length = reader.Word();
            reader.Word();
            bool isExtended = (behaviour & 4) != 0;
            FuzzFunction function = new(reader.Piece(length), isExtended ? ExtendedBytes : ConventionalBytes, behaviour & 3, exponent & 0x3F);

            // Some devices answer at all device numbers of their bus.
            for (int device = 0; device < ((behaviour & 8) != 0 ? PciAddress.DevicesPerBus : 1); device++)
            {
                _functions[new PciAddress(0, bus, (byte)(((place >> 3) + device) & 31), (byte)(place & 7))] = function;
            }
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<PciBusRange> Ranges { get; } = [new PciBusRange(0, 0, LastBus)];

    /// <inheritdoc/>
    public override int GetLength(PciAddress address) => address.Segment == 0 && address.Bus <= LastBus ? ExtendedBytes : 0;

    /// <inheritdoc/>
    protected override byte ReadByte(PciAddress address, int offset) => (byte)Read(address, offset, sizeof(byte));

    /// <inheritdoc/>
    protected override ushort ReadWord(PciAddress address, int offset) => (ushort)Read(address, offset, sizeof(ushort));

    /// <inheritdoc/>
    protected override uint ReadDword(PciAddress address, int offset) => Read(address, offset, sizeof(uint));

    /// <inheritdoc/>
    protected override void WriteByte(PciAddress address, int offset, byte value) => Write(address, offset, sizeof(byte), value);

    /// <inheritdoc/>
    protected override void WriteWord(PciAddress address, int offset, ushort value) => Write(address, offset, sizeof(ushort), value);

    /// <inheritdoc/>
    protected override void WriteDword(PciAddress address, int offset, uint value) => Write(address, offset, sizeof(uint), value);

    private uint Read(PciAddress address, int offset, int width)
    {
        _budget.Take(1);
        return _functions.TryGetValue(address, out FuzzFunction? function) ? function.Read(offset, width) : uint.MaxValue;
    }

    private void Write(PciAddress address, int offset, int width, uint value)
    {
        _budget.Take(1);
        if (_functions.TryGetValue(address, out FuzzFunction? function))
        {
            function.Write(offset, width, value);
        }
    }
}
