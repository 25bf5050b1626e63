using System.Runtime.InteropServices;

namespace CosmosNvme.Nvme;

/// <summary>An entry of a completion queue. NVMe Base 1.4 §4.6. Everything in it was written by the device: believe nothing unchecked.</summary>
[StructLayout(LayoutKind.Explicit, Size = Bytes)]
internal struct CompletionEntry
{
    /// <summary>Size of an entry.</summary>
    internal const int Bytes = 16;

    /// <summary>Dwords 0 and 1: the command's own result; most have it in dword 0 alone.</summary>
    [FieldOffset(0)]
    internal ulong Result;

    /// <summary>Dwords 2 and 3, everything below, read in one piece: aligned, so of one moment.</summary>
    [FieldOffset(8)]
    internal ulong Outcome;

    /// <summary>SQHD: how far the controller has fetched from the submission queue.</summary>
    [FieldOffset(8)]
    internal ushort SubmissionHead;

    /// <summary>SQID: the submission queue that the command came from.</summary>
    [FieldOffset(10)]
    internal ushort SubmissionQueueId;

    /// <summary>CID: the command.</summary>
    [FieldOffset(12)]
    internal ushort CommandId;

    /// <summary>P in bit 0, the status field in bits 1-15. The device writes it last; read it first, with acquire.</summary>
    [FieldOffset(14)]
    internal ushort StatusAndPhase;

    /// <summary>Where the fields are in <see cref="Outcome"/>, whose lowest 16 bits are SQHD.</summary>
    internal const int SubmissionQueueIdShift = 16;
    internal const int CommandIdShift = 32;
    internal const int PhaseShift = 48;

    // Properties, not fields: each completion needs them, and the compiler then makes constants of them.
    internal static BitField PhaseField => new(0, 1);
    internal static BitField StatusField => new(1, 15);

    /// <summary>The status field.</summary>
    internal readonly NvmeStatus Status => new((ushort)StatusField.Get(StatusAndPhase));
}
