using System;
using System.Collections.Generic;

namespace CosmosNvme.Nvme;

/// <summary>
/// The list that Identify with CNS 03h returns: the unique ids of a namespace and its command set. NVMe Base 1.4 §5.15.2.4, type 4: Base 2.0.
/// </summary>
public sealed class NamespaceDescriptors : SpecStructure
{
    private const int HeaderBytes = 4;
    private const byte UuidType = 3;
    private const byte CommandSetType = 4;

    private readonly List<(byte Type, int Offset, int Length)> _items = [];

    /// <summary>Copies the list, up to the first descriptor that is none or reaches beyond the end.</summary>
    /// <param name="data">4096 bytes as the controller returned them.</param>
    public NamespaceDescriptors(ReadOnlySpan<byte> data)
        : base(data, IdentifyData.Bytes)
    {
        int offset = 0;
        while (offset + HeaderBytes <= IdentifyData.Bytes)
        {
            int length = Byte(offset + 1);
            if (length == 0 || length > IdentifyData.Bytes - HeaderBytes - offset)
            {
                break;
            }

            _items.Add((Byte(offset), offset + HeaderBytes, length));
            offset += HeaderBytes + length;
        }
    }

    /// <summary>Descriptors in the list.</summary>
    public int Count => _items.Count;

    /// <summary>The UUID; null if there is none.</summary>
    public Guid? Uuid => Find(UuidType, length: 16) is int index ? new Guid(IdOf(index), bigEndian: true) : null;

    /// <summary>CSI: 0 NVM, 1 key value, 2 zoned; 0 if the list does not say.</summary>
    public byte CommandSet => Find(CommandSetType, length: 1) is int index ? IdOf(index)[0] : (byte)0;

    /// <summary>NIDT of a descriptor: 1 EUI-64, 2 NGUID, 3 UUID, 4 command set.</summary>
    public byte TypeOf(int index) => _items[index].Type;

    /// <summary>NID of a descriptor.</summary>
    public ReadOnlySpan<byte> IdOf(int index) => Part(_items[index].Offset, _items[index].Length);

    /// <summary>Where a descriptor begins.</summary>
    public int OffsetOf(int index) => _items[index].Offset - HeaderBytes;

    private int? Find(byte type, int length)
    {
        int index = _items.FindIndex(item => item.Type == type && item.Length == length);
        return index < 0 ? null : index;
    }
}
