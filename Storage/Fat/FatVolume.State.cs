using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>
/// Whether the volume was left in order, which the boot sector tells Linux and the FAT tells Windows, and the number of free clusters that
/// the information sector of FAT32 keeps.
/// </summary>
internal sealed partial class FatVolume
{
    private const byte DirtyFlag = 0x01;
    private const uint CleanBit16 = 0x8000;
    private const uint CleanBit32 = 0x08000000;
    private const uint LeadSignature = 0x41615252;
    private const uint StructureSignature = 0x61417272;
    private const int StructureOffset = 484;
    private const int FreeOffset = 488;

    private bool _isMarked;
    private bool _wasDirty;
    private bool _hasInformation;

    private bool IsMarked => Volatile.Read(ref _isMarked);

    /// <summary>True if it was not left in order the last time, so that its directories and chains may contradict each other.</summary>
    internal bool WasDirty => _wasDirty;

    /// <summary>Reads how it was left. Called once, before it is used.</summary>
    internal FileStatus ReadState()
    {
        byte[] state = new byte[1];
        BlockStatus status = Cache.Read(Geometry.StateOffset, state);
        if (!status.IsSuccess)
        {
            return FileStatus.OfDevice(Cache.Device, status, "its boot sector");
        }

        FileStatus read = Table.Read(1, out uint entry);
        if (!read.IsSuccess)
        {
            return read;
        }

        bool isDirtyForWindows = CleanBit != 0 && (entry & CleanBit) == 0;
        _wasDirty = (state[0] & DirtyFlag) != 0 || isDirtyForWindows;
        return Geometry.InformationOffset == 0 ? read : ReadInformation();
    }

    private uint CleanBit => Geometry.Kind switch { FatKind.Fat12 => 0u, FatKind.Fat16 => CleanBit16, _ => CleanBit32 };

    private FileStatus ReadInformation()
    {
        byte[] sector = new byte[FatGeometry.BootSectorBytes];
        BlockStatus status = Cache.Read(Geometry.InformationOffset, sector);
        if (!status.IsSuccess)
        {
            return FileStatus.OfDevice(Cache.Device, status, "its information sector");
        }

        _hasInformation = BinaryPrimitives.ReadUInt32LittleEndian(sector) == LeadSignature
            && BinaryPrimitives.ReadUInt32LittleEndian(sector.AsSpan(StructureOffset)) == StructureSignature;
        if (_hasInformation)
        {
            // Who did not leave it in order may not have written the number.
            uint free = BinaryPrimitives.ReadUInt32LittleEndian(sector.AsSpan(FreeOffset));
            Allocator.Believe(_wasDirty ? uint.MaxValue : free, BinaryPrimitives.ReadUInt32LittleEndian(sector.AsSpan(FreeOffset + sizeof(uint))));
        }

        return FileStatus.Success;
    }

    private FileStatus MarkDirty()
    {
        if (_isMarked)
        {
            return FileStatus.Success;
        }

        FileStatus status = WriteState(isDirty: true);
        Volatile.Write(ref _isMarked, status.IsSuccess);
        return status;
    }

    // What was found out of order stays so until somebody checks it.
    private FileStatus MarkClean()
    {
        if (!_isMarked)
        {
            return FileStatus.Success;
        }

        if (_wasDirty)
        {
            return WriteInformation();
        }

        // What was freed last must be durable before.
        FileStatus status = WriteInformation();
        status = status.IsSuccess ? Settle([]) : status;
        status = status.IsSuccess ? WriteState(isDirty: false) : status;
        Volatile.Write(ref _isMarked, !status.IsSuccess);
        return status;
    }

    private FileStatus WriteState(bool isDirty)
    {
        byte[] state = new byte[1];
        BlockStatus read = Cache.Read(Geometry.StateOffset, state);
        if (!read.IsSuccess)
        {
            return FileStatus.OfDevice(Cache.Device, read, "its boot sector");
        }

        state[0] = (byte)(isDirty ? state[0] | DirtyFlag : state[0] & ~DirtyFlag);
        BlockStatus written = Cache.Write(Geometry.StateOffset, state);
        if (!written.IsSuccess)
        {
            return FileStatus.OfDevice(Cache.Device, written, "its boot sector", "write");
        }

        List<ulong> sectors = [0];
        FileStatus status = CleanBit == 0 ? FileStatus.Success : Table.SetState(CleanBit, !isDirty, sectors);
        return status.IsSuccess ? Settle(sectors) : status;
    }

    private FileStatus WriteInformation()
    {
        if (!_hasInformation)
        {
            return FileStatus.Success;
        }

        byte[] numbers = new byte[2 * sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(numbers, Allocator.FreeIfKnown);
        BinaryPrimitives.WriteUInt32LittleEndian(numbers.AsSpan(sizeof(uint)), Allocator.Hint);
        BlockStatus written = Cache.Write(Geometry.InformationOffset + FreeOffset, numbers);
        return written.IsSuccess
            ? Settle([Geometry.InformationOffset])
            : FileStatus.OfDevice(Cache.Device, written, "its information sector", "write");
    }
}
