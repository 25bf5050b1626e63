using System;
using System.Buffers.Binary;
using System.Text;

namespace CosmosNvme.Storage;

/// <summary>
/// Reads the fields that Rock Ridge adds to a record (IEEE P1282) as the System Use Sharing Protocol lays them out (IEEE P1281): long names,
/// permissions, times, symbolic links.
/// </summary>
internal sealed class RockRidge(IsoVolume volume)
{
    // More continuations, or longer texts, than anybody writes: the volume is damaged.
    private const int MostAreas = 8;
    private const int MostTextBytes = 4096;

    private const int HeaderBytes = 4;
    private const byte ContinuesFlag = 1;

    private readonly StringBuilder _target = new();
    private byte[] _name = [];
    private bool _hasName;
    private bool _hasTarget;
    private bool _componentContinues;
    private int? _mode;
    private DateTime? _time;
    private uint? _child;

    /// <summary>True if the record is one of a directory that was moved elsewhere; there its place is kept by another record.</summary>
    internal bool IsRelocated { get; private set; }

    /// <summary>Adds what the fields behind a record say.</summary>
    internal FileStatus Apply(ref IsoRecord record, ReadOnlySpan<byte> systemUse)
    {
        FileStatus status = Read(systemUse);
        if (!status.IsSuccess)
        {
            return status;
        }

        const int TypeMask = 0xf000;
        const int DirectoryType = 0x4000;
        const int PermissionBits = 0xfff;
        record = record with
        {
            Name = _hasName ? IsoRecord.Clean(Encoding.UTF8.GetString(_name)) : record.Name,
            Permissions = _mode is int mode ? mode & PermissionBits : record.Permissions,
            Time = _time ?? record.Time,
            LinkTarget = _hasTarget ? _target.ToString() : null,
            Block = _child ?? record.Block,
            IsDirectory = record.IsDirectory || (_child is not null && (_mode & TypeMask) == DirectoryType),
        };
        return FileStatus.Success;
    }

    private FileStatus Read(ReadOnlySpan<byte> area)
    {
        for (int areas = 0; areas < MostAreas; areas++)
        {
            (uint Block, uint Offset, uint Length)? next = null;
            int at = 0;
            while (area.Length - at >= HeaderBytes && area[at + 2] >= HeaderBytes && at + area[at + 2] <= area.Length)
            {
                ReadOnlySpan<byte> field = area.Slice(at, area[at + 2]);
                next = ReadField(field) ?? next;
                at += field.Length;
            }

            if (next is not { } place)
            {
                return FileStatus.Success;
            }

            FileStatus status = volume.ReadArea(place.Block, place.Offset, place.Length, out byte[] continuation);
            if (!status.IsSuccess)
            {
                return status;
            }

            area = continuation;
        }

        return volume.Damaged("a record's fields go on without an end");
    }

    private (uint Block, uint Offset, uint Length)? ReadField(ReadOnlySpan<byte> field)
    {
        switch ((char)field[0], (char)field[1], field.Length)
        {
            case ('C', 'E', >= 28):
                return (BinaryPrimitives.ReadUInt32LittleEndian(field[4..]), BinaryPrimitives.ReadUInt32LittleEndian(field[12..]), BinaryPrimitives.ReadUInt32LittleEndian(field[20..]));
            case ('N', 'M', >= 5) when (field[4] & 6) == 0 && _name.Length < MostTextBytes:
                _name = [.. _name, .. field[5..]];
                _hasName = true;
                break;
            case ('P', 'X', >= 12):
                _mode = BinaryPrimitives.ReadInt32LittleEndian(field[4..]);
                break;
            case ('S', 'L', >= 5) when _target.Length < MostTextBytes:
                _hasTarget = true;
                ReadComponents(field[5..]);
                break;
            case ('T', 'F', >= 5):
                ReadTime(field);
                break;
            case ('C', 'L', >= 12):
                _child = BinaryPrimitives.ReadUInt32LittleEndian(field[4..]);
                break;
            case ('R', 'E', >= HeaderBytes):
                IsRelocated = true;
                break;
            default:
                break;
        }

        return null;
    }

    // Each component of a path: flags, length, text. A component may go on in the next one.
    private void ReadComponents(ReadOnlySpan<byte> components)
    {
        const byte Current = 2;
        const byte Parent = 4;
        const byte Root = 8;
        while (components.Length >= 2 && components.Length >= 2 + components[1])
        {
            byte flags = components[0];
            if (_target.Length > 0 && !_componentContinues && _target[^1] != '/')
            {
                _target.Append('/');
            }

            _target.Append((flags & Root) != 0 ? "/" : (flags & Parent) != 0 ? ".." : (flags & Current) != 0 ? "." : Encoding.UTF8.GetString(components.Slice(2, components[1])));
            _componentContinues = (flags & ContinuesFlag) != 0;
            components = components[(2 + components[1])..];
        }
    }

    // Flags say which times there are, in the order of the bits; the one of the last change is wanted.
    private void ReadTime(ReadOnlySpan<byte> field)
    {
        const int Creation = 1;
        const int Modification = 2;
        const int LongForm = 0x80;
        const int ShortBytes = 7;
        int at = 5 + ((field[4] & Creation) != 0 ? ShortBytes : 0);
        if ((field[4] & LongForm) == 0 && (field[4] & Modification) != 0 && field.Length >= at + ShortBytes)
        {
            _time = IsoRecord.TimeOf(field.Slice(at, ShortBytes));
        }
    }
}
