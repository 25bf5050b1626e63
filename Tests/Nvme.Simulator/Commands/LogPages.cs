using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace CosmosNvme.Nvme.Simulator;

/// <summary>Get Log Page and what the pages tell. NVMe Base 1.4 §5.14. Under the controller's lock.</summary>
public sealed class LogPages
{
    /// <summary>Entries of the error log.</summary>
    internal const int ErrorEntries = 64;

    private const int ErrorEntryBytes = 64;
    private const uint RetainEvent = 1 << 15;

    private readonly SimulatedController _device;
    private readonly List<byte[]> _errors = [];
    private readonly SortedSet<uint> _changedNamespaces = [];
    private ulong _errorCount;
    private ulong _reads;
    private ulong _writes;

    internal LogPages(SimulatedController device) => _device = device;

    /// <summary>SMART: composite temperature in kelvin.</summary>
    public ushort Temperature { get; set; } = 303;

    /// <summary>SMART: critical warning bits.</summary>
    public byte CriticalWarning { get; set; }

    /// <summary>SMART: available spare in percent.</summary>
    public byte AvailableSpare { get; set; } = 100;

    /// <summary>SMART: percentage used.</summary>
    public byte PercentageUsed { get; set; }

    /// <summary>Log pages, by LID, beside those that it makes itself.</summary>
    public Dictionary<byte, byte[]> OtherPages { get; } = [];

    /// <summary>Says that a namespace changed: its id comes into the log, and an event is reported.</summary>
    public void NoteChange(uint namespaceId)
    {
        lock (_device.Sync)
        {
            _changedNamespaces.Add(namespaceId);
            _device.Events.Report(AsynchronousEvent.NamespaceAttributeChanged);
        }
    }

    internal ushort Read(SimulatedCommand command)
    {
        int page = (byte)command.Dword10;
        long length = 4L * (((command.Dword11 & 0xffff) << 16) + (command.Dword10 >> 16) + 1L);
        ulong offset = command.Dword12 | ((ulong)command.Dword13 << 32);
        byte[]? data = page switch
        {
            0x01 => Errors(),
            0x02 => Smart(),
            0x03 => FirmwareSlots(),
            0x04 => ChangedNamespaces(),
            0x05 => Effects(),
            0x06 when (_device.OptionalAdminCommands & (1 << 4)) != 0 => _device.Maintenance.SelfTestLog(),
            0x81 when _device.SanitizeCapabilities != 0 => _device.Maintenance.SanitizeLog(),
            _ => OtherPages.GetValueOrDefault((byte)page),
        };
        if (data is null)
        {
            return StatusCode.InvalidLogPage;
        }

        if (offset % sizeof(uint) != 0 || offset > (ulong)data.Length || length > _device.MaximumTransferBytes)
        {
            return StatusCode.InvalidField;
        }

        // Beyond the page there are zeros.
        byte[] part = new byte[length];
        data.AsSpan((int)offset, (int)Math.Min(length, data.Length - (long)offset)).CopyTo(part);
        _device.Faults.OnAdminData?.Invoke(command, part);
        if (DataPointer.TryResolve(_device, command, part.Length) is not DataPointer pointer)
        {
            return StatusCode.InvalidPrpOffset;
        }

        pointer.WriteToHost(part);
        if ((command.Dword10 & RetainEvent) == 0)
        {
            if (page == 0x04)
            {
                _changedNamespaces.Clear();
            }

            _device.Events.OnLogPageRead(page);
        }

        return StatusCode.Success;
    }

    internal void Note(SimulatedCommand command, ushort status)
    {
        _reads += command.IsRead ? 1ul : 0;
        _writes += command.IsWrite ? 1ul : 0;
        if ((status & 0x7ff) == 0)
        {
            return;
        }

        _errorCount++;
        byte[] entry = new byte[ErrorEntryBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(entry, _errorCount);
        BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(8), command.QueueId);
        BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(10), command.CommandId);
        BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(12), (ushort)(status << 1));
        BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(14), 0xffff);
        BinaryPrimitives.WriteUInt64LittleEndian(entry.AsSpan(16), command.IsIo ? command.FirstBlock : 0);
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(24), command.NamespaceId);
        _errors.Insert(0, entry);
        if (_errors.Count > ErrorEntries)
        {
            _errors.RemoveAt(ErrorEntries);
        }
    }

    private byte[] Errors() => [.. _errors.SelectMany(entry => entry), .. new byte[(ErrorEntries - _errors.Count) * ErrorEntryBytes]];

    private byte[] Smart()
    {
        byte[] data = new byte[512];
        data[0] = CriticalWarning;
        BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(1), Temperature);
        data[3] = AvailableSpare;
        data[4] = 10;
        data[5] = PercentageUsed;
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(64), _reads);
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(80), _writes);
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(112), _device.PowerCycles);
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(144), _device.UnsafeShutdowns);
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(176), _errorCount);
        return data;
    }

    // Slot 1 is active and the only one.
    private byte[] FirmwareSlots()
    {
        byte[] data = new byte[512];
        data[0] = 1;
        Encoding.ASCII.GetBytes(_device.Maintenance.FirmwareRevision.PadRight(8)).CopyTo(data, 8);
        return data;
    }

    private byte[] ChangedNamespaces()
    {
        byte[] data = new byte[4096];
        int index = 0;
        foreach (uint id in _changedNamespaces.Take(1024))
        {
            BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(sizeof(uint) * index++), id);
        }

        return data;
    }

    // CSUPP for what is supported, LBCC for what changes blocks. 256 admin commands, then 256 I/O commands.
    private static byte[] Effects()
    {
        byte[] data = new byte[4096];
        foreach (int opcode in new[] { 0x00, 0x01, 0x02, 0x04, 0x05, 0x06, 0x08, 0x09, 0x0a, 0x0c, 0x7c, 0x80 })
        {
            data[sizeof(uint) * opcode] = 1;
        }

        foreach ((int opcode, byte effects) in new (int, byte)[] { (0, 1), (1, 3), (2, 1), (4, 3), (5, 1), (8, 3), (9, 3) })
        {
            data[1024 + (sizeof(uint) * opcode)] = effects;
        }

        return data;
    }
}
