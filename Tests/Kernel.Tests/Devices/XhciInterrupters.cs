using System;
using System.Buffers.Binary;
using CosmosNvme.Abstractions;
using CosmosNvme.Pci;

namespace CosmosNvme.KernelTests.Devices;

/// <summary>
/// The interrupters of a USB controller (xHCI 1.2 §4.17, §5.5.2), as a source of interrupts on many messages: each has an event ring, and
/// whoever hands the "event handler busy" bit back while his dequeue pointer is not where the controller's events end is
/// interrupted again. No USB is spoken.
/// </summary>
internal sealed class XhciInterrupters : IDisposable
{
    private const byte HostControllerReset = 1 << 1;
    private const uint InterrupterEnable = 1 << 2;
    private const uint InterruptEnable = 1 << 1;
    private const uint InterruptPending = 1;
    private const uint HandlerBusy = 1 << 3;
    private const uint EventBytes = 16;
    private const uint RingEntries = 16;
    private const int TableEntryBytes = 16;
    private const int MaximumResetLooks = 1_000_000;

    private readonly PciFunction _function;
    private readonly RegisterWindow _registers;
    private readonly DmaMemory[] _rings;
    private readonly DmaMemory[] _tables;
    private readonly uint _operational;
    private readonly uint _runtime;

    /// <summary>Resets the controller and gives each interrupter an empty ring.</summary>
    internal XhciInterrupters(PciFunction function, IPhysicalMemory memory, IDmaAllocator dma)
    {
        _function = function;
        function.SetMemorySpace(isOn: true);
        function.SetBusMaster(isOn: true);
        _registers = function.TryMapBar(0, memory) ?? throw new InvalidOperationException("The registers of the USB controller cannot be mapped.");
        _operational = _registers.Read8(0);
        _runtime = _registers.Read32(0x18) & ~0x1fu;
        Count = (int)((_registers.Read32(0x04) >> 8) & 0x7ff);
        _rings = new DmaMemory[Count];
        _tables = new DmaMemory[Count];
        Reset();
        for (int index = 0; index < Count; index++)
        {
            _rings[index] = dma.Allocate((int)(RingEntries * EventBytes), 64);
            _tables[index] = dma.Allocate(TableEntryBytes, 64);
            BinaryPrimitives.WriteUInt64LittleEndian(_tables[index].Span, _rings[index].Address.Value);
            BinaryPrimitives.WriteUInt32LittleEndian(_tables[index].Span[sizeof(ulong)..], RingEntries);
            uint start = Start(index);
            _registers.Write32(start + 0x08, 1);
            Write64(start + 0x18, _rings[index].Address.Value);
            Write64(start + 0x10, _tables[index].Address.Value);
            _registers.Write32(start, InterruptEnable | InterruptPending);
        }

        _registers.Write32(_operational, InterrupterEnable);
    }

    /// <summary>Interrupters: messages that the controller can send.</summary>
    internal int Count { get; }

    /// <summary>Makes an interrupter interrupt, once.</summary>
    internal void Raise(int interrupter)
    {
        uint start = Start(interrupter);

        // The pointer where the ring is empty takes the busy bit back in silence; one event further, the ring looks as if it were not empty.
        Write64(start + 0x18, _rings[interrupter].Address.Value | HandlerBusy);
        Write64(start + 0x18, (_rings[interrupter].Address.Value + EventBytes) | HandlerBusy);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Reset();
        _function.SetBusMaster(isOn: false);
        Array.ForEach(_rings, ring => ring.Dispose());
        Array.ForEach(_tables, table => table.Dispose());
    }

    private void Reset()
    {
        _registers.Write32(_operational, HostControllerReset);
        for (int look = 0; (_registers.Read32(_operational) & HostControllerReset) != 0; look++)
        {
            if (look == MaximumResetLooks)
            {
                throw new InvalidOperationException("The USB controller does not come out of its reset.");
            }
        }
    }

    private uint Start(int interrupter) => _runtime + 0x20 + (32 * (uint)interrupter);

    // The high half first: the low half of the dequeue pointer is what the controller acts upon.
    private void Write64(uint offset, ulong value)
    {
        if (offset % 32 == 0x18)
        {
            _registers.Write32(offset + sizeof(uint), (uint)(value >> 32));
            _registers.Write32(offset, (uint)value);
        }
        else
        {
            _registers.Write32(offset, (uint)value);
            _registers.Write32(offset + sizeof(uint), (uint)(value >> 32));
        }
    }
}
