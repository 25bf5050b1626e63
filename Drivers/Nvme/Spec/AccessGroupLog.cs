using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace CosmosNvme.Nvme;

/// <summary>Log page 0Ch, Asymmetric Namespace Access: how this controller reaches which namespaces. NVMe Base 1.4 §5.14.1.12.</summary>
public sealed class AccessGroupLog : SpecStructure
{
    /// <summary>Bytes before the first group.</summary>
    internal const int HeaderBytes = 16;

    private readonly List<(AccessGroup Group, uint[] NamespaceIds)> _groups = [];

    /// <summary>Copies the page, with the groups that lie in it as a whole.</summary>
    /// <param name="data">The page from its beginning on, 16 bytes or more, as the controller returned it.</param>
    public AccessGroupLog(ReadOnlySpan<byte> data)
        : base(data, data.Length)
    {
        int offset = HeaderBytes;
        while (_groups.Count < GroupCount && AccessGroup.Bytes <= data.Length - offset)
        {
            AccessGroup group = new(data.Slice(offset, AccessGroup.Bytes));
            offset += AccessGroup.Bytes;
            if (group.NamespaceCount > (data.Length - offset) / sizeof(uint))
            {
                break;
            }

            uint[] ids = new uint[group.NamespaceCount];
            for (int index = 0; index < ids.Length; index++)
            {
                ids[index] = BinaryPrimitives.ReadUInt32LittleEndian(data[(offset + (sizeof(uint) * index))..]);
            }

            offset += sizeof(uint) * ids.Length;
            _groups.Add((group, ids));
        }
    }

    /// <summary>CHGC (0): rises with each change of the page.</summary>
    public ulong ChangeCount => Qword(0);

    /// <summary>NAGD (8): groups that the controller reports.</summary>
    public ushort GroupCount => Word(8);

    /// <summary>The groups, and the ids of the namespaces in each.</summary>
    public IReadOnlyList<(AccessGroup Group, uint[] NamespaceIds)> Groups => _groups;
}
