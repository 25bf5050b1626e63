using System;
using System.Buffers.Binary;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Usb;

/// <summary>A device at a port of the controller: its contexts (xHCI 1.2 §6.2), its control endpoint, and its keyboard if it has one. The controller's thread.</summary>
internal sealed class XhciDevice : IDisposable
{
    private const int ControlEndpoint = 1;
    private const int ContextCount = 33;
    private const int BufferBytes = 1024;
    private const int HighSpeed = 3;
    private const int SuperSpeed = 4;

    private const byte GetDescriptor = 6;
    private const byte SetConfiguration = 9;
    private const byte SetIdle = 0x0a;
    private const byte SetProtocol = 0x0b;
    private const byte ToHost = 0x80;
    private const byte ClassRequestToInterface = 0x21;
    private const int DeviceDescriptor = 1;
    private const int ConfigurationDescriptor = 2;
    private const int ConfigurationBytes = 9;
    private const int FirstBytes = 8;

    private readonly XhciController _controller;
    private readonly DmaMemory _input;
    private readonly DmaMemory _output;
    private readonly DmaMemory _buffer;
    private readonly ProducerRing _control;
    private readonly int _port;
    private readonly int _speed;
    private readonly BootKeyboard _keyboard;
    private ProducerRing? _reports;
    private int _endpoint;

    internal XhciDevice(XhciController controller, int slot, int port, int speed)
    {
        _controller = controller;
        _port = port;
        _speed = speed;
        Slot = slot;
        IDmaAllocator dma = controller.Host.Dma;
        _input = dma.Allocate(ContextCount * controller.ContextBytes, 64);
        _output = dma.Allocate((ContextCount - 1) * controller.ContextBytes, 64);
        _buffer = dma.Allocate(BufferBytes, 64);
        _control = new ProducerRing(dma);
        _keyboard = new BootKeyboard(controller.Host.Keyboard);
    }

    /// <summary>The controller's number of it.</summary>
    internal int Slot { get; }

    /// <summary>Gives the device its address and starts its keyboard. False: it has none.</summary>
    /// <exception cref="UsbException">The device or the controller does not do what it must.</exception>
    internal bool TryStartKeyboard()
    {
        SetAddress();
        if (Read(DeviceDescriptor, FirstBytes) < FirstBytes)
        {
            throw new UsbException("its device descriptor is too short");
        }

        int packet = _speed >= SuperSpeed ? 1 << Math.Min((int)_buffer.Span[7], 9) : _buffer.Span[7];
        if (packet != ControlPacket(_speed))
        {
            SetControlPacket(packet);
        }

        if (Read(ConfigurationDescriptor, ConfigurationBytes) < ConfigurationBytes)
        {
            throw new UsbException("its configuration descriptor is too short");
        }

        int total = Math.Min((int)BinaryPrimitives.ReadUInt16LittleEndian(_buffer.Span[2..]), BufferBytes);
        int length = Read(ConfigurationDescriptor, total);
        if (KeyboardInterface.Find(_buffer.Span[..length]) is not KeyboardInterface keyboard)
        {
            return false;
        }

        Request(0, SetConfiguration, keyboard.Configuration, 0);
        AddEndpoint(keyboard);
        Request(ClassRequestToInterface, SetProtocol, 0, keyboard.Number);

        // Reports come only when something changed; keys are repeated here. Keyboards may refuse.
        TryRequest(ClassRequestToInterface, SetIdle, 0, keyboard.Number);
        AskForReport();
        return true;
    }

    /// <summary>Takes the end of a transfer: keys, and asks for the next.</summary>
    internal void TakeReport(Trb taken)
    {
        if (taken.Endpoint != _endpoint || _reports is null)
        {
            return;
        }

        if (taken.Code is not (CompletionCode.Success or CompletionCode.ShortPacket))
        {
            // Pulled out, most likely; its port will say so.
            _keyboard.ReleaseAll();
            return;
        }

        int length = Math.Clamp(BootKeyboard.ReportBytes - taken.Residue, 0, BootKeyboard.ReportBytes);
        _keyboard.Take(_buffer.Span[..length], _controller.Host.Clock.Nanoseconds);
        AskForReport();
    }

    /// <summary>Gives its memory back; the controller has forgotten the slot.</summary>
    public void Dispose()
    {
        _input.Dispose();
        _output.Dispose();
        _buffer.Dispose();
        _control.Dispose();
        _reports?.Dispose();
    }

    internal void Repeat(long now) => _keyboard.Repeat(now);

    internal void ReleaseKeys() => _keyboard.ReleaseAll();

    /// <summary>Largest packet of the control endpoint before the device has told.</summary>
    private static int ControlPacket(int speed) => speed switch
    {
        >= SuperSpeed => 512,
        HighSpeed => 64,
        _ => 8,
    };

    private void SetAddress()
    {
        const uint SlotAndControl = 3;
        _controller.SetContext(Slot, _output);
        Add(SlotAndControl);
        WriteSlot(ControlEndpoint);
        WriteEndpoint(ControlEndpoint, type: 4, ControlPacket(_speed), _control, interval: 0);
        _controller.Execute(TrbType.AddressDevice, _input.Address.Value, (uint)Slot << 24);
    }

    private void SetControlPacket(int bytes)
    {
        const uint Control = 2;
        Add(Control);
        WriteEndpoint(ControlEndpoint, type: 4, bytes, _control, interval: 0);
        _controller.Execute(TrbType.EvaluateContext, _input.Address.Value, (uint)Slot << 24);
    }

    private void AddEndpoint(KeyboardInterface keyboard)
    {
        const uint SlotOnly = 1;
        const uint InterruptIn = 7;
        _endpoint = (keyboard.Endpoint * 2) + 1;
        _reports = new ProducerRing(_controller.Host.Dma);
        Add(SlotOnly | (1u << _endpoint));
        WriteSlot(_endpoint);
        WriteEndpoint(_endpoint, InterruptIn, keyboard.PacketBytes, _reports, Interval(keyboard.Interval));
        _controller.Execute(TrbType.ConfigureEndpoint, _input.Address.Value, (uint)Slot << 24);
    }

    /// <summary>How often the controller asks: a power of two of 125 us (§6.2.3.6), at most every 128 ms.</summary>
    private uint Interval(byte interval)
    {
        const int LeastForFullSpeed = 3;
        const int Most = 10;
        if (_speed >= HighSpeed)
        {
            return (uint)Math.Clamp(interval - 1, 0, Most);
        }

        int exponent = LeastForFullSpeed;
        while (exponent < Most && 1 << (exponent + 1 - LeastForFullSpeed) <= interval)
        {
            exponent++;
        }

        return (uint)exponent;
    }

    /// <summary>Which contexts of the input context are to be looked at (§6.2.5.1).</summary>
    private void Add(uint flags)
    {
        _input.Span.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(_input.Span[4..], flags);
    }

    private void WriteSlot(int lastEndpoint)
    {
        Span<byte> slot = _input.Span[_controller.ContextBytes..];
        BinaryPrimitives.WriteUInt32LittleEndian(slot, ((uint)lastEndpoint << 27) | ((uint)_speed << 20));
        BinaryPrimitives.WriteUInt32LittleEndian(slot[4..], (uint)_port << 16);
    }

    private void WriteEndpoint(int endpoint, uint type, int packetBytes, ProducerRing ring, uint interval)
    {
        const uint ThreeAttempts = 3 << 1;
        const uint AverageBytes = 8;
        Span<byte> context = _input.Span[((endpoint + 1) * _controller.ContextBytes)..];
        BinaryPrimitives.WriteUInt32LittleEndian(context, interval << 16);
        BinaryPrimitives.WriteUInt32LittleEndian(context[4..], ThreeAttempts | (type << 3) | ((uint)packetBytes << 16));
        BinaryPrimitives.WriteUInt64LittleEndian(context[8..], ring.Start);
        BinaryPrimitives.WriteUInt32LittleEndian(context[16..], AverageBytes | ((endpoint == ControlEndpoint ? 0 : (uint)packetBytes) << 16));
    }

    /// <summary>Reads a descriptor into the buffer; how many bytes came.</summary>
    private int Read(int type, int length)
    {
        _buffer.Span.Clear();
        return Transfer(ToHost, GetDescriptor, (ushort)(type << 8), 0, length);
    }

    private void Request(byte kind, byte request, ushort value, ushort index) => Transfer(kind, request, value, index, 0);

    private void TryRequest(byte kind, byte request, ushort value, ushort index)
    {
        try
        {
            Request(kind, request, value, index);
        }
        catch (UsbException)
        {
            // A refusal stops the control endpoint, which is not needed any more.
        }
    }

    /// <summary>A control transfer (§4.11.2.2); bytes that came.</summary>
    private int Transfer(byte kind, byte request, ushort value, ushort index, int length)
    {
        const uint DataToHost = 3 << 16;
        ulong setup = kind | ((ulong)request << 8) | ((ulong)value << 16) | ((ulong)index << 32) | ((ulong)length << 48);
        _control.Add(TrbType.SetupStage, setup, 8, Trb.ImmediateData | (length > 0 ? DataToHost : 0));
        if (length > 0)
        {
            _control.Add(TrbType.DataStage, _buffer.Address.Value, (uint)length, Trb.In | Trb.InterruptOnShortPacket | Trb.InterruptOnCompletion);
        }

        _control.Add(TrbType.StatusStage, 0, 0, (length > 0 ? 0 : Trb.In) | Trb.InterruptOnCompletion);
        _controller.Ring(Slot, ControlEndpoint);
        int transferred = 0;
        if (length > 0)
        {
            transferred = Math.Clamp(length - _controller.AwaitTransfer(Slot, ControlEndpoint, "a control transfer").Residue, 0, length);
        }

        _controller.AwaitTransfer(Slot, ControlEndpoint, "a control transfer");
        return transferred;
    }

    private void AskForReport()
    {
        _buffer.Span[..BootKeyboard.ReportBytes].Clear();
        _reports!.Add(TrbType.Normal, _buffer.Address.Value, BootKeyboard.ReportBytes, Trb.InterruptOnShortPacket | Trb.InterruptOnCompletion);
        _controller.Ring(Slot, _endpoint);
    }
}
