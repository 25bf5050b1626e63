using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace CosmosNvme.Nvme.Simulator;

/// <summary>
/// Optional admin commands: Namespace Management and Attachment, firmware, Device Self-test, Sanitize. NVMe Base 1.4 §5.8, §5.11, §5.12, §5.19,
/// §5.20, §5.24. Under the controller's lock.
/// </summary>
public sealed class Maintenance
{
    private const int ControllerId = 1;

    private readonly SimulatedController _device;
    private readonly MemoryStream _image = new();
    private readonly List<byte[]> _results = [];
    private int _selfTest;
    private uint _selfTestNamespace;
    private uint _sanitizeCommand;
    private bool _isSanitizing;

    internal Maintenance(SimulatedController device) => _device = device;

    /// <summary>FR: the first eight bytes of the last image that was committed.</summary>
    public string FirmwareRevision { get; private set; } = "1.0";

    /// <summary>Ends what is going on: a self-test with a result, a sanitize operation with empty media.</summary>
    /// <param name="result">Result of the self-test: 0 success, 7 a segment failed.</param>
    public void Finish(int result = 0)
    {
        lock (_device.Sync)
        {
            if (_selfTest != 0)
            {
                EndSelfTest(result);
            }

            if (_isSanitizing)
            {
                _isSanitizing = false;
                _device.Namespaces.ForEach(disk => disk.Format());
            }
        }
    }

    internal (ushort Status, uint Result) ManageNamespace(SimulatedCommand command)
    {
        if ((command.Dword10 & 0xf) == 1)
        {
            int removed = _device.Namespaces.RemoveAll(disk => command.NamespaceId == uint.MaxValue || disk.Id == command.NamespaceId);
            return (removed == 0 ? StatusCode.InvalidNamespace : StatusCode.Success, 0);
        }

        byte[]? data = Fetch(command, 4096);
        if (data is null || data[26] != 0)
        {
            return (data is null ? StatusCode.InvalidPrpOffset : StatusCode.InvalidFormat, 0);
        }

        uint id = 1;
        while (_device.Namespaces.Exists(disk => disk.Id == id))
        {
            id++;
        }

        _device.Namespaces.Add(new SimulatedNamespace(id, (int)BinaryPrimitives.ReadUInt64LittleEndian(data)) { IsActive = false });
        return (StatusCode.Success, id);
    }

    internal ushort AttachNamespace(SimulatedCommand command)
    {
        byte[]? list = Fetch(command, 4096);
        if (list is null || _device.Namespaces.Find(disk => disk.Id == command.NamespaceId) is not SimulatedNamespace disk)
        {
            return StatusCode.InvalidNamespace;
        }

        int count = BinaryPrimitives.ReadUInt16LittleEndian(list);
        if (count != 1 || BinaryPrimitives.ReadUInt16LittleEndian(list.AsSpan(2)) != ControllerId)
        {
            return StatusCode.InvalidField;
        }

        disk.IsActive = (command.Dword10 & 0xf) == 0;
        return StatusCode.Success;
    }

    internal ushort DownloadFirmware(SimulatedCommand command)
    {
        byte[]? piece = Fetch(command, (int)(command.Dword10 + 1) * sizeof(uint));
        if (piece is null)
        {
            return StatusCode.InvalidPrpOffset;
        }

        _image.Position = command.Dword11 * (long)sizeof(uint);
        _image.Write(piece);
        return StatusCode.Success;
    }

    internal ushort CommitFirmware(SimulatedCommand command)
    {
        const ushort InvalidFirmwareImage = 0x107;
        if (_image.Length < 8)
        {
            return InvalidFirmwareImage;
        }

        FirmwareRevision = Encoding.ASCII.GetString(_image.ToArray().AsSpan(0, 8)).TrimEnd();
        _image.SetLength(0);
        return command.NamespaceId == 0 ? StatusCode.Success : StatusCode.InvalidField;
    }

    internal ushort TestSelf(SimulatedCommand command)
    {
        const ushort SelfTestInProgress = 0x11d;
        const int Abort = 0xf;
        int code = (int)(command.Dword10 & 0xf);
        if (code == Abort)
        {
            if (_selfTest != 0)
            {
                EndSelfTest(result: 1);
            }

            return StatusCode.Success;
        }

        if (_selfTest != 0)
        {
            return SelfTestInProgress;
        }

        _selfTest = code;
        _selfTestNamespace = command.NamespaceId;
        return StatusCode.Success;
    }

    internal byte[] SelfTestLog()
    {
        byte[] data = new byte[564];
        data[0] = (byte)_selfTest;
        data[1] = _selfTest == 0 ? (byte)0 : (byte)50;
        for (int index = 0; index < 20; index++)
        {
            byte[] result = index < _results.Count ? _results[index] : [0x0f, .. new byte[27]];
            result.CopyTo(data, 4 + (28 * index));
        }

        return data;
    }

    internal ushort Sanitize(SimulatedCommand command)
    {
        _sanitizeCommand = command.Dword10;
        _isSanitizing = (command.Dword10 & 7) > 1;
        return StatusCode.Success;
    }

    internal byte[] SanitizeLog()
    {
        byte[] data = new byte[512];
        BinaryPrimitives.WriteUInt16LittleEndian(data, _isSanitizing ? (ushort)0x8000 : ushort.MaxValue);
        data[2] = _sanitizeCommand == 0 ? (byte)0 : _isSanitizing ? (byte)2 : (byte)1;
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(4), _sanitizeCommand);
        return data;
    }

    private byte[]? Fetch(SimulatedCommand command, int length)
    {
        byte[] data = new byte[length];
        DataPointer? pointer = DataPointer.TryResolve(_device, command, length);
        pointer?.ReadFromHost(data);
        return pointer is null ? null : data;
    }

    private void EndSelfTest(int result)
    {
        byte[] entry = new byte[28];
        entry[0] = (byte)((_selfTest << 4) | result);
        entry[2] = 1;
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(12), _selfTestNamespace);
        _results.Insert(0, entry);
        _selfTest = 0;
    }
}
