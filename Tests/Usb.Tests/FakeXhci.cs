using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme.Simulator;

namespace CosmosNvme.Usb.Tests;

/// <summary>
/// A small xHCI controller: registers, rings and contexts as the specification has them, acting at once when a register is written. It notes what a
/// driver must not do.
/// </summary>
internal sealed class FakeXhci(SimulatedMemory memory) : RegisterWindow
{
    private const uint Operational = 0x40;
    private const uint Ports = Operational + 0x400;
    private const uint Legacy = 0x800;
    private const uint Doorbells = 0x1000;
    private const uint Interrupter = 0x2020;
    private const int PortCount = 3;
    private const uint RefusedCode = 6;
    private const uint FailedCode = 4;

    private readonly Dictionary<uint, uint> _values = [];
    private readonly FakeKeyboardDevice?[] _plugged = new FakeKeyboardDevice?[PortCount + 1];
    private readonly uint[] _ports = new uint[PortCount + 1];
    private readonly Dictionary<int, FakeSlot> _slots = [];
    private ulong _commandPosition;
    private uint _commandCycle;
    private ulong _eventPosition;
    private uint _eventCycle = 1;
    private uint _command = 1;
    private int _notReady;

    /// <summary>What the driver did that it must not.</summary>
    internal List<string> Violations { get; } = [];

    /// <summary>Bytes of a context: 32 or 64.</summary>
    internal int ContextBytes { get; init; } = 32;

    /// <summary>The firmware uses the controller, and lets go when it is asked to.</summary>
    internal bool IsOwnedByFirmware { get; set; } = true;

    /// <summary>It never leaves its reset.</summary>
    internal bool HangsInReset { get; init; }

    /// <summary>Commands are taken but never end.</summary>
    internal bool IgnoresCommands { get; set; }

    /// <summary>Whenever an event was taken, another one, for nobody, lies there.</summary>
    internal bool FloodsWithEvents { get; set; }

    /// <summary>Resets of ports.</summary>
    internal int Resets { get; private set; }

    /// <summary>Slots that are in use.</summary>
    internal int SlotCount => _slots.Count;

    /// <summary>The largest packet of a slot's control endpoint, as the driver told it.</summary>
    internal int ControlPacketOf(int slot) => _slots[slot].ControlPacketBytes;

    public override uint Length => 0x4000;

    private bool IsRunning => (_command & 1) != 0;

    public override byte Read8(uint offset) => offset == 0 ? (byte)Operational : throw new ArgumentException($"A read of 8 bits at {offset:x}.");

    public override ushort Read16(uint offset) => throw new ArgumentException($"A read of 16 bits at {offset:x}.");

    public override uint Read32(uint offset) => offset switch
    {
        0x04 => (PortCount << 24) | (1 << 8) | 8,
        0x08 => 2u << 27,
        0x10 => ((Legacy / 4) << 16) | (ContextBytes == 64 ? 4u : 0) | 1,
        0x14 => Doorbells,
        0x18 => Interrupter - 0x20,
        Operational => _command,
        Operational + 4 => (IsRunning ? 0u : 1u) | (_notReady-- > 0 ? 1u << 11 : 0),
        Operational + 8 => 1,
        Legacy => 1 | (IsOwnedByFirmware ? 1u << 16 : 0) | (_values.GetValueOrDefault(offset) & (1 << 24)),
        >= Ports and < Ports + (PortCount * 16) => _ports[((offset - Ports) / 16) + 1],
        _ => _values.GetValueOrDefault(offset),
    };

    public override void Write8(uint offset, byte value) => throw new ArgumentException($"A write of 8 bits at {offset:x}.");

    public override void Write16(uint offset, ushort value) => throw new ArgumentException($"A write of 16 bits at {offset:x}.");

    public override void Write32(uint offset, uint value)
    {
        _values[offset] = value;
        switch (offset)
        {
            case Operational:
                WriteCommand(value);
                break;
            case Interrupter + 0x18 when FloodsWithEvents:
                PutEvent(0, 1u << 24, 37 << 10);
                break;
            case Legacy:
                IsOwnedByFirmware &= (value & (1 << 24)) == 0;
                break;
            case Doorbells when IsRunning:
                RunCommands();
                break;
            case >= Doorbells and < Doorbells + (9 * 4):
                RunTransfers((int)(offset - Doorbells) / 4, (int)value);
                break;
            case >= Ports and < Ports + (PortCount * 16):
                WritePort((int)((offset - Ports) / 16) + 1, value);
                break;
        }
    }

    /// <summary>Plugs a keyboard in. Speed: 1 full, 2 low, 3 high.</summary>
    internal void Plug(int port, FakeKeyboardDevice device, uint speed)
    {
        _plugged[port] = device;
        _ports[port] = (_ports[port] & (1 << 9)) | 1 | (speed << 10) | (1 << 17);
        Announce(port);
    }

    /// <summary>Pulls it out.</summary>
    internal void Unplug(int port)
    {
        _plugged[port] = null;
        _ports[port] = (_ports[port] & (1 << 9)) | (1 << 17);
        Announce(port);
    }

    /// <summary>The keyboard at a port reports. False: nobody has asked it.</summary>
    internal bool Report(int port, params byte[] report)
    {
        foreach ((int number, FakeSlot slot) in _slots)
        {
            if (slot.Port == port && slot.Pending is ulong block)
            {
                slot.Pending = null;
                Trb asked = ReadBlock(block);
                int length = Math.Min(report.Length, (int)(asked.Status & 0x1ffff));
                memory.Write(asked.Parameter, report.AsSpan(0, length));
                uint residue = (asked.Status & 0x1ffff) - (uint)length;
                PutEvent(block, residue | ((residue == 0 ? 1u : 13u) << 24), (32 << 10) | ((uint)slot.Endpoint << 16) | ((uint)number << 24));
                RunTransfers(number, slot.Endpoint);
                return true;
            }
        }

        return false;
    }

    private void WriteCommand(uint value)
    {
        if ((value & 2) != 0)
        {
            Demand(!IsRunning, "It is reset while it runs.");
            Demand(!IsOwnedByFirmware, "It is reset while firmware uses it.");
            _command = HangsInReset ? 2u : 0;
            _notReady = 5;
            _slots.Clear();
            _eventPosition = 0;
            _eventCycle = 1;
            return;
        }

        if ((value & 1) != 0 && !IsRunning)
        {
            Demand(_notReady <= 0, "It is started before it is ready.");
            ulong ring = Read64(Operational + 0x18);
            (_commandPosition, _commandCycle) = (ring & ~0x3ful, (uint)ring & 1);
            Demand((_values.GetValueOrDefault(Operational + 0x38) & 0xff) > 0, "No slots are enabled.");
            byte[] scratchpad = new byte[8];
            memory.Read(Read64(Operational + 0x30), scratchpad);
            memory.Read(BinaryPrimitives.ReadUInt64LittleEndian(scratchpad), new byte[16]);
            byte[] segment = new byte[16];
            memory.Read(Read64(Interrupter + 0x10), segment);
            _eventPosition = BinaryPrimitives.ReadUInt64LittleEndian(segment);
        }

        _command = value;
    }

    private void WritePort(int port, uint value)
    {
        const uint Changes = 0x7f << 17;
        Demand((value & 2) == 0, "A port is disabled by writing back what was read.");
        _ports[port] = (_ports[port] & ~(value & Changes)) | (value & (1 << 9));
        if ((value & (1 << 4)) != 0 && _plugged[port] is not null)
        {
            Resets++;
            _ports[port] |= 2 | (1 << 21);
            Announce(port);
        }
    }

    private void Announce(int port)
    {
        // Firmware's own events are no concern of the driver.
        if (IsRunning && _eventPosition != 0)
        {
            PutEvent((ulong)port << 24, 1u << 24, 34 << 10);
        }
    }

    private void RunCommands()
    {
        if (IgnoresCommands)
        {
            return;
        }

        while (TryFetch(ref _commandPosition, ref _commandCycle, out Trb block, out ulong address))
        {
            int slot = block.Slot;
            uint code = 1;
            switch ((int)block.Type)
            {
                case 9:
                    slot = NextSlot();
                    _slots[slot] = new FakeSlot();
                    break;
                case 10:
                    code = _slots.Remove(slot) ? 1u : 11;
                    break;
                case 11 or 12 or 13:
                    code = TakeContext(slot, (int)block.Type, block.Parameter);
                    break;
                default:
                    Violations.Add($"An unknown command {(int)block.Type}.");
                    break;
            }

            PutEvent(address, code << 24, (33 << 10) | ((uint)slot << 24));
        }
    }

    private int NextSlot()
    {
        int slot = 1;
        while (_slots.ContainsKey(slot))
        {
            slot++;
        }

        return slot;
    }

    private uint TakeContext(int number, int command, ulong address)
    {
        FakeSlot slot = _slots[number];
        byte[] input = new byte[33 * ContextBytes];
        memory.Read(address, input);
        uint flags = BinaryPrimitives.ReadUInt32LittleEndian(input.AsSpan(4));
        for (int index = 1; index < 32; index++)
        {
            if ((flags >> index & 1) == 0)
            {
                continue;
            }

            ReadOnlySpan<byte> context = input.AsSpan((index + 1) * ContextBytes);
            uint word = BinaryPrimitives.ReadUInt32LittleEndian(context[4..]);
            if (index == 1)
            {
                slot.ControlPacketBytes = (int)(word >> 16);
            }

            if (command != 13)
            {
                ulong ring = BinaryPrimitives.ReadUInt64LittleEndian(context[8..]);
                slot.Rings[index] = (ring & ~15ul, (uint)ring & 1);
                slot.Endpoint = index == 1 ? slot.Endpoint : index;
                Demand((word >> 3 & 7) == (index == 1 ? 4u : 7u), $"Endpoint {index} has the wrong type.");
            }
        }

        if (command == 11)
        {
            Demand(flags == 3, "Addressing needs the slot and the control endpoint.");
            slot.Port = (int)(BinaryPrimitives.ReadUInt32LittleEndian(input.AsSpan(ContextBytes + 4)) >> 16 & 0xff);
            Demand((_ports[slot.Port] & 2) != 0, "The port is not enabled.");
            byte[] output = new byte[8];
            memory.Read(Read64(Operational + 0x30) + ((ulong)number * 8), output);
            Demand(BinaryPrimitives.ReadUInt64LittleEndian(output) != 0, "The slot has no device context.");
        }

        return 1;
    }

    private void RunTransfers(int number, int endpoint)
    {
        if (!_slots.TryGetValue(number, out FakeSlot? slot) || !slot.Rings.TryGetValue(endpoint, out (ulong Position, uint Cycle) ring))
        {
            return;
        }

        if (endpoint == 1)
        {
            RunControl(number, slot, ref ring);
        }
        else if (slot.Pending is null && TryFetch(ref ring.Position, ref ring.Cycle, out _, out ulong block))
        {
            slot.Pending = block;
        }

        slot.Rings[endpoint] = ring;
    }

    private void RunControl(int number, FakeSlot slot, ref (ulong Position, uint Cycle) ring)
    {
        FakeKeyboardDevice? device = _plugged[slot.Port];
        byte[]? answer = null;
        while (TryFetch(ref ring.Position, ref ring.Cycle, out Trb block, out ulong address))
        {
            uint code = device is null || device.IsSilent ? FailedCode : 1;
            uint residue = 0;
            switch ((int)block.Type)
            {
                case 2:
                    Demand((block.Control & (1 << 6)) != 0, "A setup stage without its bytes.");
                    answer = device?.Answer((byte)block.Parameter, (byte)(block.Parameter >> 8), (ushort)(block.Parameter >> 16), (ushort)(block.Parameter >> 32));
                    continue;
                case 3 when answer is not null:
                    int length = Math.Min(answer.Length, (int)(block.Status & 0x1ffff));
                    memory.Write(block.Parameter, answer.AsSpan(0, length));
                    residue = (block.Status & 0x1ffff) - (uint)length;
                    code = code == 1 && residue != 0 ? 13 : code;
                    break;
            }

            PutEvent(address, residue | ((answer is null ? RefusedCode : code) << 24), (32 << 10) | (1 << 16) | ((uint)number << 24));
        }
    }

    private bool TryFetch(ref ulong position, ref uint cycle, out Trb block, out ulong address)
    {
        while (true)
        {
            address = position;
            block = ReadBlock(position);
            if ((block.Control & 1) != cycle)
            {
                return false;
            }

            if ((int)block.Type != 6)
            {
                position += 16;
                return true;
            }

            position = block.Parameter;
            cycle ^= (block.Control & 2) != 0 ? 1u : 0;
        }
    }

    private Trb ReadBlock(ulong address)
    {
        byte[] bytes = new byte[16];
        memory.Read(address, bytes);
        return new Trb
        {
            Parameter = BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            Status = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(8)),
            Control = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(12)),
        };
    }

    private void PutEvent(ulong parameter, uint status, uint control)
    {
        const int Entries = 256;
        byte[] segment = new byte[16];
        memory.Read(Read64(Interrupter + 0x10), segment);
        ulong start = BinaryPrimitives.ReadUInt64LittleEndian(segment);
        byte[] bytes = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, parameter);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), status);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), control | _eventCycle);
        memory.Write(_eventPosition, bytes);
        _eventPosition += 16;
        if (_eventPosition == start + (Entries * 16))
        {
            _eventPosition = start;
            _eventCycle ^= 1;
        }
    }

    private ulong Read64(uint offset) => _values.GetValueOrDefault(offset) | ((ulong)_values.GetValueOrDefault(offset + 4) << 32);

    private void Demand(bool condition, string violation)
    {
        if (!condition)
        {
            Violations.Add(violation);
        }
    }
}
