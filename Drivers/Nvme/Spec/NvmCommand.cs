using System.Runtime.CompilerServices;

namespace CosmosNvme.Nvme;

/// <summary>Builds commands of the NVM command set. Command id and data pointer are filled in when they are submitted.</summary>
internal static class NvmCommand
{
    /// <summary>Most blocks of one command: NLB has 16 bits and is zero-based.</summary>
    internal const int MaximumBlocks = 65536;

    /// <summary>FUA in dword 12: the command ends when its data is on the medium, whatever caches there are.</summary>
    internal const uint ForceUnitAccess = 1u << 30;

    /// <summary>Read or Write. NVMe Base 1.4 §6.9 and §6.15: SLBA in dwords 10 and 11, NLB (zero-based) in dword 12.</summary>
    /// <param name="opcode">Which of the two.</param>
    /// <param name="namespaceId">The namespace.</param>
    /// <param name="block">First block.</param>
    /// <param name="blocks">1 to <see cref="MaximumBlocks"/>.</param>
    internal static SubmissionEntry Transfer(NvmOpcode opcode, uint namespaceId, ulong block, int blocks)
    {
        SubmissionEntry entry = default;
        FillTransfer(ref entry, opcode, namespaceId, block, blocks);
        return entry;
    }

    /// <summary>The same, into an entry that holds zeros: for those who fill the ring's own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void FillTransfer(ref SubmissionEntry entry, NvmOpcode opcode, uint namespaceId, ulong block, int blocks)
    {
        entry.Opcode = (byte)opcode;
        entry.NamespaceId = namespaceId;
        entry.Dword10 = (uint)block;
        entry.Dword11 = (uint)(block >> 32);
        entry.Dword12 = (uint)(blocks - 1);
    }

    /// <summary>
    /// The same, into an entry of a ring that holds nothing but transfers and flushes: what these leave at zero is zero already. Everything else is written,
    /// in whole words.
    /// </summary>
    /// <param name="entry">The ring's entry.</param>
    /// <param name="header">Namespace and opcode, as <see cref="Header"/> makes them.</param>
    /// <param name="id">CID.</param>
    /// <param name="block">First block.</param>
    /// <param name="blocks">1 to <see cref="MaximumBlocks"/>.</param>
    /// <param name="prp1">PRP1.</param>
    /// <param name="prp2">PRP2.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Write(ref SubmissionEntry entry, ulong header, uint id, ulong block, uint blocks, ulong prp1, ulong prp2)
    {
        entry.Dwords0And1 = header | (id << 16);
        entry.Prp1 = prp1;
        entry.Prp2 = prp2;
        entry.Dwords10And11 = block;
        entry.Dwords12And13 = blocks - 1;
    }

    /// <summary>Dwords 0 and 1 but for the command id.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Header(NvmOpcode opcode, uint namespaceId) => ((ulong)namespaceId << 32) | (uint)opcode;

    /// <summary>Flush. NVMe Base 1.4 §6.8.</summary>
    internal static SubmissionEntry Flush(uint namespaceId) => new()
    {
        Opcode = (byte)NvmOpcode.Flush,
        NamespaceId = namespaceId,
    };
}
