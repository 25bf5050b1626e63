using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Pci;

/// <summary>
/// Memory-mapped configuration space (PCI Express 6.0 §7.2.2): 4096 bytes for each function. A bus is mapped when it is first asked
/// for; buses outside the ranges, or that cannot be mapped, go to the fallback.
/// </summary>
public sealed class EcamConfigurationSpace : ConfigurationSpace
{
    private const uint BytesPerBus = 1 << 20;

    private readonly IPhysicalMemory _memory;
    private readonly EcamRange[] _ranges;
    private readonly ConfigurationSpace? _fallback;
    private readonly Lock _lock = new();

    // A bus with a null window was tried and cannot be mapped.
    private readonly Dictionary<(ushort Segment, byte Bus), RegisterWindow?> _windows = [];

    /// <summary>Makes the access; maps nothing yet.</summary>
    /// <param name="memory">Maps the buses.</param>
    /// <param name="ranges">Where the buses lie. Where ranges overlap, the first one holds.</param>
    /// <param name="fallback">Serves the buses that the ranges do not; null for none.</param>
    public EcamConfigurationSpace(IPhysicalMemory memory, IReadOnlyList<EcamRange> ranges, ConfigurationSpace? fallback)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(ranges);
        _memory = memory;
        _ranges = ranges.Where(range => range.FirstBus <= range.LastBus).ToArray();
        _fallback = fallback;
        Ranges = Merge(_ranges.Select(range => new PciBusRange(range.Segment, range.FirstBus, range.LastBus)).Concat(fallback?.Ranges ?? []));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<PciBusRange> Ranges { get; }

    /// <inheritdoc/>
    public override int GetLength(PciAddress address) =>
        Window(address) is not null ? ExtendedBytes : _fallback?.GetLength(address) ?? 0;

    /// <inheritdoc/>
    protected override byte ReadByte(PciAddress address, int offset) =>
        Window(address) is RegisterWindow window ? window.Read8(Register(address, offset)) : _fallback?.Read8(address, offset) ?? byte.MaxValue;

    /// <inheritdoc/>
    protected override ushort ReadWord(PciAddress address, int offset) =>
        Window(address) is RegisterWindow window ? window.Read16(Register(address, offset)) : _fallback?.Read16(address, offset) ?? ushort.MaxValue;

    /// <inheritdoc/>
    protected override uint ReadDword(PciAddress address, int offset) =>
        Window(address) is RegisterWindow window ? window.Read32(Register(address, offset)) : _fallback?.Read32(address, offset) ?? uint.MaxValue;

    /// <inheritdoc/>
    protected override void WriteByte(PciAddress address, int offset, byte value)
    {
        if (Window(address) is RegisterWindow window)
        {
            window.Write8(Register(address, offset), value);
        }
        else
        {
            _fallback?.Write8(address, offset, value);
        }
    }

    /// <inheritdoc/>
    protected override void WriteWord(PciAddress address, int offset, ushort value)
    {
        if (Window(address) is RegisterWindow window)
        {
            window.Write16(Register(address, offset), value);
        }
        else
        {
            _fallback?.Write16(address, offset, value);
        }
    }

    /// <inheritdoc/>
    protected override void WriteDword(PciAddress address, int offset, uint value)
    {
        if (Window(address) is RegisterWindow window)
        {
            window.Write32(Register(address, offset), value);
        }
        else
        {
            _fallback?.Write32(address, offset, value);
        }
    }

    private static uint Register(PciAddress address, int offset) =>
        ((uint)address.Device << 15) | ((uint)address.Function << 12) | (uint)offset;

    // Adjoining and overlapping ranges become one, so that no bus is scanned twice.
    private static List<PciBusRange> Merge(IEnumerable<PciBusRange> ranges)
    {
        List<PciBusRange> merged = [];
        foreach (PciBusRange range in ranges.OrderBy(range => range.Segment).ThenBy(range => range.FirstBus))
        {
            if (merged.Count > 0 && merged[^1].Segment == range.Segment && range.FirstBus <= merged[^1].LastBus + 1)
            {
                merged[^1] = merged[^1] with { LastBus = Math.Max(merged[^1].LastBus, range.LastBus) };
            }
            else
            {
                merged.Add(range);
            }
        }

        return merged;
    }

    private RegisterWindow? Window(PciAddress address)
    {
        lock (_lock)
        {
            if (_windows.TryGetValue((address.Segment, address.Bus), out RegisterWindow? window))
            {
                return window;
            }

            foreach (EcamRange range in _ranges)
            {
                if (range.Segment == address.Segment && address.Bus >= range.FirstBus && address.Bus <= range.LastBus)
                {
                    window = _memory.TryMapRegisters(range.Base + ((ulong)address.Bus * BytesPerBus), BytesPerBus);
                    break;
                }
            }

            _windows.Add((address.Segment, address.Bus), window);
            return window;
        }
    }
}
