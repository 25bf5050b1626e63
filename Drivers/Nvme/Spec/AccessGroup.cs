using System;

namespace CosmosNvme.Nvme;

/// <summary>A group of namespaces in log page 0Ch, without the ids that follow. NVMe Base 1.4 §5.14.1.12, figure "ANA Group Descriptor".</summary>
public sealed class AccessGroup : SpecStructure
{
    /// <summary>Bytes of the structure.</summary>
    internal const int Bytes = 32;

    internal static readonly BitField StateField = new(0, 4);

    /// <summary>Copies the structure.</summary>
    /// <param name="data">32 bytes as the controller returned them.</param>
    public AccessGroup(ReadOnlySpan<byte> data)
        : base(data, Bytes)
    {
    }

    /// <summary>AGID (0): the group.</summary>
    public uint Id => Dword(0);

    /// <summary>NNV (4): namespaces whose ids follow.</summary>
    public uint NamespaceCount => Dword(4);

    /// <summary>CHGC (8): rises with each change of the group.</summary>
    public ulong ChangeCount => Qword(8);

    /// <summary>Byte 16, bits 0-3: 1 optimized, 2 non-optimized, 3 inaccessible, 4 persistent loss, 15 change.</summary>
    public int State => (int)StateField.Get(Byte(16));
}
