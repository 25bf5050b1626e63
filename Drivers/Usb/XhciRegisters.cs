using CosmosNvme.Abstractions;

namespace CosmosNvme.Usb;

/// <summary>The registers of an xHCI controller by name (xHCI 1.2 §5). Any thread.</summary>
internal sealed class XhciRegisters
{
    internal const uint CommandRun = 1;
    internal const uint CommandReset = 1 << 1;
    internal const uint StatusHalted = 1;
    internal const uint StatusNotReady = 1 << 11;

    private const uint CommandOffset = 0x00;
    private const uint StatusOffset = 0x04;
    private const uint PageSizeOffset = 0x08;
    private const uint CommandRingOffset = 0x18;
    private const uint ContextArrayOffset = 0x30;
    private const uint ConfigureOffset = 0x38;
    private const uint PortsOffset = 0x400;
    private const uint PortBytes = 16;
    private const uint InterrupterOffset = 0x20;
    private const uint ExtendedCapabilityEnd = 0;
    private const int MostCapabilities = 64;

    private readonly RegisterWindow _window;
    private readonly uint _operational;
    private readonly uint _doorbells;
    private readonly uint _interrupter;

    internal XhciRegisters(RegisterWindow window)
    {
        _window = window;
        uint structural1 = window.Read32(0x04);
        uint structural2 = window.Read32(0x08);
        uint capabilities = window.Read32(0x10);
        Slots = (int)(structural1 & 0xff);
        Ports = (int)(structural1 >> 24);
        ScratchpadPages = (int)(((structural2 >> 21 & 0x1f) << 5) | (structural2 >> 27));
        ContextBytes = (capabilities & 1 << 2) != 0 ? 64 : 32;
        FirstCapability = (capabilities >> 16) * sizeof(uint);
        _operational = window.Read8(0);
        _doorbells = window.Read32(0x14) & ~3u;
        _interrupter = (window.Read32(0x18) & ~0x1fu) + InterrupterOffset;
        bool fits = Slots > 0 && Ports > 0
            && (ulong)_operational + PortsOffset + ((ulong)Ports * PortBytes) <= window.Length
            && (ulong)_doorbells + ((ulong)(Slots + 1) * sizeof(uint)) <= window.Length
            && (ulong)_interrupter + 32 <= window.Length;
        if (!fits)
        {
            throw new UsbException("its registers do not fit their window");
        }
    }

    /// <summary>Devices that it can serve.</summary>
    internal int Slots { get; }

    /// <summary>Ports, numbered from 1.</summary>
    internal int Ports { get; }

    /// <summary>Pages of memory that it wants for itself.</summary>
    internal int ScratchpadPages { get; }

    /// <summary>Bytes of a context: 32 or 64.</summary>
    internal int ContextBytes { get; }

    private uint FirstCapability { get; }

    internal uint Command
    {
        get => _window.Read32(_operational + CommandOffset);
        set => _window.Write32(_operational + CommandOffset, value);
    }

    internal uint Status => _window.Read32(_operational + StatusOffset);

    /// <summary>Bit 0: pages of 4 KiB.</summary>
    internal uint PageSize => _window.Read32(_operational + PageSizeOffset);

    /// <summary>Tells it where the command ring, the device contexts and the events are, and how many slots are used.</summary>
    internal void SetUp(ulong commandRing, ulong contextArray, int slots, ulong segmentTable, ulong eventPosition)
    {
        _window.Write32(_operational + ConfigureOffset, (uint)slots);
        Write64(_operational + ContextArrayOffset, contextArray);
        Write64(_operational + CommandRingOffset, commandRing);
        _window.Write32(_interrupter + 0x08, 1);
        Write64(_interrupter + 0x18, eventPosition);
        Write64(_interrupter + 0x10, segmentTable);
    }

    /// <summary>Tells it up to where events were taken.</summary>
    internal void SetEventPosition(ulong position)
    {
        const ulong HandlerBusy = 1 << 3;
        Write64(_interrupter + 0x18, position | HandlerBusy);
    }

    internal uint ReadPort(int port) => _window.Read32(PortOffset(port));

    internal void WritePort(int port, uint value) => _window.Write32(PortOffset(port), value);

    /// <summary>Rings a doorbell: slot 0 for commands, else a device and the index of its endpoint.</summary>
    internal void Ring(int slot, int target) => _window.Write32(_doorbells + ((uint)slot * sizeof(uint)), (uint)target);

    /// <summary>Finds an extended capability (§7). False: there is none.</summary>
    internal bool TryFindCapability(byte id, out uint offset)
    {
        offset = FirstCapability;
        for (int i = 0; i < MostCapabilities && offset != 0 && offset + sizeof(ulong) <= _window.Length; i++)
        {
            uint value = _window.Read32(offset);
            if ((byte)value == id)
            {
                return true;
            }

            uint next = value >> 8 & 0xff;
            if (next == ExtendedCapabilityEnd)
            {
                break;
            }

            offset += next * sizeof(uint);
        }

        return false;
    }

    internal uint Read32(uint offset) => _window.Read32(offset);

    internal void Write32(uint offset, uint value) => _window.Write32(offset, value);

    private uint PortOffset(int port) => _operational + PortsOffset + ((uint)(port - 1) * PortBytes);

    private void Write64(uint offset, ulong value)
    {
        _window.Write32(offset, (uint)value);
        _window.Write32(offset + sizeof(uint), (uint)(value >> 32));
    }
}
