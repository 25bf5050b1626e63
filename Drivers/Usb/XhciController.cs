using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Usb;

/// <summary>
/// An xHCI controller (xHCI 1.2), as far as keyboards at its ports need it: no hubs, no interrupts, one thread that looks at the event ring.
/// </summary>
internal sealed class XhciController : IDisposable
{
    private const long Millisecond = 1_000_000;
    private const long ResetPatience = 1000 * Millisecond;
    private const long HandOverPatience = 1000 * Millisecond;
    private const long CommandPatience = 2000 * Millisecond;
    private const long PortPatience = 500 * Millisecond;
    private const byte LegacyCapability = 1;
    private const uint OwnedByBios = 1 << 16;
    private const uint OwnedBySystem = 1 << 24;
    private const int PageBytes = 4096;
    private const int MostSlots = 32;

    private readonly XhciRegisters _registers;
    private readonly UsbHost _host;
    private readonly ProducerRing _commands;
    private readonly EventRing _events;
    private readonly DmaMemory _contexts;
    private readonly Dictionary<int, XhciDevice> _devices = [];
    private readonly HashSet<int> _changedPorts = [];
    private readonly HashSet<int> _tried = [];
    private readonly List<DmaMemory> _scratchpad = [];

    /// <summary>Takes a controller over from the firmware, resets it and lets it run.</summary>
    /// <exception cref="UsbException">It does not do what it must.</exception>
    internal XhciController(RegisterWindow window, UsbHost host)
    {
        _host = host;
        _registers = new XhciRegisters(window);
        TakeFromFirmware();
        Reset();
        _commands = new ProducerRing(host.Dma);
        _events = new EventRing(host.Dma);
        int slots = Math.Min(_registers.Slots, MostSlots);
        _contexts = host.Dma.Allocate((_registers.Slots + 1) * sizeof(ulong), 64);
        GiveScratchpad();
        _registers.SetUp(_commands.Start, _contexts.Address.Value, slots, _events.SegmentTable.Value, _events.Position);
        _registers.Command = XhciRegisters.CommandRun;
        WaitFor(() => (_registers.Status & XhciRegisters.StatusHalted) == 0, ResetPatience, "it does not start");
        for (int port = 1; port <= _registers.Ports; port++)
        {
            if ((_registers.ReadPort(port) & PortStatus.Power) == 0)
            {
                _registers.WritePort(port, PortStatus.With(_registers.ReadPort(port), PortStatus.Power));
            }

            _changedPorts.Add(port);
        }
    }

    /// <summary>Stops the controller and gives its memory back.</summary>
    public void Dispose()
    {
        _registers.Command &= ~XhciRegisters.CommandRun;
        WaitFor(() => (_registers.Status & XhciRegisters.StatusHalted) != 0, ResetPatience, "it does not stop");
        foreach (XhciDevice device in _devices.Values)
        {
            device.Dispose();
        }

        _scratchpad.ForEach(memory => memory.Dispose());
        _contexts.Dispose();
        _commands.Dispose();
        _events.Dispose();
    }

    /// <summary>Called when a keyboard came; gets its port.</summary>
    internal Action<int> Found { get; init; } = static _ => { };

    internal UsbHost Host => _host;

    internal int ContextBytes => _registers.ContextBytes;

    /// <summary>Does what there is to do: keys, devices that come and go.</summary>
    internal void Poll()
    {
        TakeEvents();
        if (_changedPorts.Count > 0)
        {
            int[] ports = [.. _changedPorts];
            _changedPorts.Clear();
            foreach (int port in ports)
            {
                LookAt(port);
            }
        }

        foreach (XhciDevice device in _devices.Values)
        {
            device.Repeat(_host.Clock.Nanoseconds);
        }
    }

    /// <summary>Runs a command and waits for its end.</summary>
    /// <exception cref="UsbException">It failed, or did not end.</exception>
    internal Trb Execute(TrbType type, ulong parameter, uint flags = 0)
    {
        ulong address = _commands.Add(type, parameter, 0, flags);
        _registers.Ring(0, 0);
        return Await(taken => taken.Type == TrbType.CommandCompletion && taken.Parameter == address, $"the command {type}");
    }

    /// <summary>Waits for the end of a transfer.</summary>
    /// <exception cref="UsbException">It failed, or did not end.</exception>
    internal Trb AwaitTransfer(int slot, int endpoint, string what) =>
        Await(taken => taken.Type == TrbType.TransferEvent && taken.Slot == slot && taken.Endpoint == endpoint, what);

    internal void Ring(int slot, int endpoint) => _registers.Ring(slot, endpoint);

    /// <summary>Tells the controller where a device's context is; null: it has none.</summary>
    internal void SetContext(int slot, DmaMemory? context) =>
        BinaryPrimitives.WriteUInt64LittleEndian(_contexts.Span[(slot * sizeof(ulong))..], context?.Address.Value ?? 0);

    private Trb Await(Func<Trb, bool> isIt, string what)
    {
        long until = _host.Clock.Nanoseconds + CommandPatience;
        while (true)
        {
            for (int count = 0; count < EventRing.Entries && _events.TryTake(out Trb taken); count++)
            {
                _registers.SetEventPosition(_events.Position);
                if (!isIt(taken))
                {
                    Dispatch(taken);
                    continue;
                }

                return taken.Code is CompletionCode.Success or CompletionCode.ShortPacket ? taken : throw new UsbException($"{what} failed with code {(int)taken.Code}");
            }

            if (_host.Clock.Nanoseconds > until)
            {
                throw new UsbException($"{what} does not end");
            }

            _host.Clock.Delay(Millisecond);
        }
    }

    private void TakeEvents()
    {
        bool isAny = false;
        for (int count = 0; count < EventRing.Entries && _events.TryTake(out Trb taken); count++)
        {
            isAny = true;
            Dispatch(taken);
        }

        if (isAny)
        {
            _registers.SetEventPosition(_events.Position);
        }
    }

    private void Dispatch(Trb taken)
    {
        switch (taken.Type)
        {
            case TrbType.PortStatusChange:
                // Checked when it is looked at: the controller may say any number.
                _changedPorts.Add((int)(taken.Parameter >> 24 & 0xff));
                break;
            case TrbType.TransferEvent:
                foreach (XhciDevice device in _devices.Values)
                {
                    if (device.Slot == taken.Slot)
                    {
                        device.TakeReport(taken);
                    }
                }

                break;
            default:
                break;
        }
    }

    private void LookAt(int port)
    {
        if (port < 1 || port > _registers.Ports)
        {
            return;
        }

        uint status = _registers.ReadPort(port);
        _registers.WritePort(port, PortStatus.With(status, status & PortStatus.Changes));
        bool isConnected = (status & PortStatus.Connected) != 0;
        if (!isConnected || (status & PortStatus.ConnectionChange) != 0)
        {
            _tried.Remove(port);
            if (_devices.Remove(port, out XhciDevice? device))
            {
                device.ReleaseKeys();
                Try(port, () => Forget(device));
            }
        }

        // Once for each device: whatever is done to a port makes it change again.
        if (isConnected && _tried.Add(port))
        {
            Try(port, () => Attach(port));
        }
    }

    private void Attach(int port)
    {
        if ((_registers.ReadPort(port) & PortStatus.Enabled) == 0)
        {
            _registers.WritePort(port, PortStatus.With(_registers.ReadPort(port), PortStatus.Reset));
            WaitFor(() => (_registers.ReadPort(port) & (PortStatus.ResetChange | PortStatus.Enabled)) == (PortStatus.ResetChange | PortStatus.Enabled), PortPatience, "the port does not come out of its reset");
        }

        // USB 2.0 §7.1.7.5: a device has 10 ms to recover from a reset.
        _host.Clock.Delay(10 * Millisecond);
        int slot = Execute(TrbType.EnableSlot, 0).Slot;
        if (slot < 1 || slot > _registers.Slots)
        {
            throw new UsbException($"there is no slot {slot}");
        }

        XhciDevice device = new(this, slot, port, PortStatus.Speed(_registers.ReadPort(port)));
        bool isKeyboard = false;
        try
        {
            isKeyboard = device.TryStartKeyboard();
        }
        finally
        {
            if (!isKeyboard)
            {
                Forget(device);
            }
        }

        if (isKeyboard)
        {
            _devices.Add(port, device);
            Found(port);
        }
    }

    // A slot that the controller does not give back keeps its memory.
    private void Forget(XhciDevice device)
    {
        Execute(TrbType.DisableSlot, 0, (uint)device.Slot << 24);
        SetContext(device.Slot, null);
        device.Dispose();
    }

    private void Try(int port, Action action)
    {
        try
        {
            action();
        }
        catch (UsbException exception)
        {
            _host.Log.Write(LogLevel.Warning, $"usb: port {port}: {exception.Message}");
        }
    }

    /// <summary>§4.22.1: firmware may use the controller itself, to play a PS/2 keyboard.</summary>
    private void TakeFromFirmware()
    {
        const uint InterruptsKept = 0x1f_1fee;
        const uint InterruptsPending = 0xe000_0000;
        if (!_registers.TryFindCapability(LegacyCapability, out uint offset))
        {
            return;
        }

        _registers.Write32(offset, _registers.Read32(offset) | OwnedBySystem);
        long until = _host.Clock.Nanoseconds + HandOverPatience;
        while ((_registers.Read32(offset) & OwnedByBios) != 0 && _host.Clock.Nanoseconds < until)
        {
            _host.Clock.Delay(Millisecond);
        }

        // Firmware that does not let go is not asked: its interrupts are switched off all the same.
        uint control = _registers.Read32(offset + sizeof(uint));
        _registers.Write32(offset + sizeof(uint), (control & InterruptsKept & ~1u) | InterruptsPending);
    }

    private void Reset()
    {
        _registers.Command &= ~XhciRegisters.CommandRun;
        WaitFor(() => (_registers.Status & XhciRegisters.StatusHalted) != 0, ResetPatience, "it does not stop");
        _registers.Command = XhciRegisters.CommandReset;
        WaitFor(
            () => (_registers.Command & XhciRegisters.CommandReset) == 0 && (_registers.Status & XhciRegisters.StatusNotReady) == 0,
            ResetPatience,
            "it does not come out of its reset");
        if ((_registers.PageSize & 1) == 0)
        {
            throw new UsbException("it knows no pages of 4 KiB");
        }
    }

    private void GiveScratchpad()
    {
        if (_registers.ScratchpadPages == 0)
        {
            return;
        }

        DmaMemory array = _host.Dma.Allocate(_registers.ScratchpadPages * sizeof(ulong), 64);
        _scratchpad.Add(array);
        for (int page = 0; page < _registers.ScratchpadPages; page++)
        {
            _scratchpad.Add(_host.Dma.Allocate(PageBytes, PageBytes));
            BinaryPrimitives.WriteUInt64LittleEndian(array.Span[(page * sizeof(ulong))..], _scratchpad[^1].Address.Value);
        }

        SetContext(0, array);
    }

    private void WaitFor(Func<bool> condition, long patience, string complaint)
    {
        long until = _host.Clock.Nanoseconds + patience;
        while (!condition())
        {
            if (_host.Clock.Nanoseconds > until)
            {
                throw new UsbException(complaint);
            }

            _host.Clock.Delay(Millisecond);
        }
    }
}
