using System.Runtime.InteropServices;

namespace CosmosNvme.Nvme;

/// <summary>
/// An entry of a submission queue: one command, little-endian as the CPU is. NVMe Base 1.4 §4.2. Dwords 10 to 15 mean what the
/// command says; <see cref="AdminCommand"/> and <see cref="NvmCommand"/> give them their names.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Bytes)]
internal struct SubmissionEntry
{
    /// <summary>Size of an entry: 64, the only size that CC.IOSQES may say for these command sets.</summary>
    internal const int Bytes = 64;

    /// <summary>Dwords 0 and 1: opcode, flags, command id and namespace, for those who write them together.</summary>
    [FieldOffset(0)]
    internal ulong Dwords0And1;

    /// <summary>OPC: the command.</summary>
    [FieldOffset(0)]
    internal byte Opcode;

    /// <summary>FUSE in bits 0-1 and PSDT in bits 6-7; both 0: not fused, PRPs.</summary>
    [FieldOffset(1)]
    internal byte Flags;

    /// <summary>CID: comes back in the completion.</summary>
    [FieldOffset(2)]
    internal ushort CommandId;

    /// <summary>NSID: the namespace, 0 if none is meant.</summary>
    [FieldOffset(4)]
    internal uint NamespaceId;

    [FieldOffset(8)]
    internal uint Dword2;

    [FieldOffset(12)]
    internal uint Dword3;

    /// <summary>MPTR: separate metadata; unused.</summary>
    [FieldOffset(16)]
    internal ulong MetadataPointer;

    /// <summary>PRP1: the first page of the data; may start inside its page.</summary>
    [FieldOffset(24)]
    internal ulong Prp1;

    /// <summary>PRP2: the second page, or a list of all pages but the first.</summary>
    [FieldOffset(32)]
    internal ulong Prp2;

    /// <summary>Dwords 10 and 11 together: the first block of a read or write.</summary>
    [FieldOffset(40)]
    internal ulong Dwords10And11;

    [FieldOffset(40)]
    internal uint Dword10;

    [FieldOffset(44)]
    internal uint Dword11;

    [FieldOffset(48)]
    internal ulong Dwords12And13;

    [FieldOffset(48)]
    internal uint Dword12;

    [FieldOffset(52)]
    internal uint Dword13;

    [FieldOffset(56)]
    internal uint Dword14;

    [FieldOffset(60)]
    internal uint Dword15;
}
