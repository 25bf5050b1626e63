using System;
using System.Buffers.Binary;

namespace CosmosNvme.Storage;

/// <summary>The first 512 bytes of a disk, or of an extended partition's link, seen as a master boot record (UEFI 2.10 §5.2).</summary>
internal readonly ref struct MasterBootRecord
{
    /// <summary>Entries of a record.</summary>
    internal const int EntryCount = 4;

    private const int EntriesOffset = 446;
    private const int EntryBytes = 16;
    private const int SignatureOffset = 510;
    private const byte ProtectiveType = 0xEE;

    private readonly ReadOnlySpan<byte> _block;

    /// <summary>Looks at a block of at least 512 bytes.</summary>
    internal MasterBootRecord(ReadOnlySpan<byte> block)
    {
        _block = block;
    }

    /// <summary>True if it ends with 55 AA.</summary>
    internal bool HasSignature => _block[SignatureOffset] == 0x55 && _block[SignatureOffset + 1] == 0xAA;

    /// <summary>True if there is nothing where entries lie.</summary>
    internal bool IsEmpty => !_block.Slice(EntriesOffset, EntryCount * EntryBytes).ContainsAnyExcept((byte)0);

    /// <summary>True if an entry stands for a GPT.</summary>
    internal bool IsProtective => Has(ProtectiveType);

    /// <summary>True if an entry stands for a GPT and another one for something else.</summary>
    internal bool IsHybrid
    {
        get
        {
            for (int index = 0; index < EntryCount; index++)
            {
                if (this[index].Type is not 0 and not ProtectiveType)
                {
                    return IsProtective;
                }
            }

            return false;
        }
    }

    /// <summary>True if all entries have a possible boot flag and one is in use: else the bytes are most likely a boot loader's code.</summary>
    internal bool LooksLikePartitions
    {
        get
        {
            bool used = false;
            for (int index = 0; index < EntryCount; index++)
            {
                if (Flag(index) is not (0 or 0x80))
                {
                    return false;
                }

                used |= this[index].Type != 0;
            }

            return used;
        }
    }

    /// <summary>True if the first entry covers this record itself, as mkfs.fat writes it on undivided disks.</summary>
    internal bool StartsAtItself => this[0] is { Type: not 0, Start: 0 };

    /// <summary>An entry: type, first block (relative), blocks.</summary>
    internal (byte Type, uint Start, uint Count) this[int index]
    {
        get
        {
            ReadOnlySpan<byte> entry = _block.Slice(EntriesOffset + (index * EntryBytes), EntryBytes);
            return (entry[4], BinaryPrimitives.ReadUInt32LittleEndian(entry[8..]), BinaryPrimitives.ReadUInt32LittleEndian(entry[12..]));
        }
    }

    /// <summary>True for the types of partitions that hold a chain of logical ones.</summary>
    internal static bool IsExtended(byte type) => type is 0x05 or 0x0F or 0x85;

    private byte Flag(int index) => _block[EntriesOffset + (index * EntryBytes)];

    private bool Has(byte type)
    {
        for (int index = 0; index < EntryCount; index++)
        {
            if (this[index].Type == type)
            {
                return true;
            }
        }

        return false;
    }
}
