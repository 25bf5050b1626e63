using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace CosmosNvme.Nvme;

/// <content>This part: namespaces are made, deleted, attached, detached and formatted.</content>
public sealed partial class ControllerCommands
{
    /// <summary>Namespace Management, create. NVMe Base 1.4 §5.20. The new id is <see cref="NvmeAnswer.Result"/>. The namespace is attached to nothing yet.</summary>
    /// <param name="wanted">What it is to be.</param>
    /// <param name="timeoutNanoseconds">How long it may take; 0: as other admin commands.</param>
    public NvmeAnswer CreateNamespace(NewNamespace wanted, long timeoutNanoseconds = 0)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        byte[] data = new byte[IdentifyData.Bytes];
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(0), wanted.Blocks);
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(8), wanted.CapacityBlocks);
        data[26] = wanted.Format;
        data[29] = wanted.Protection;
        data[30] = wanted.Sharing;
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(92), wanted.AccessGroup);
        BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(100), wanted.NvmSet);
        BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(102), wanted.EnduranceGroup);
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(384), wanted.StorageTagMask);
        return ExecuteAdmin(
            new NvmeRequest
            {
                Opcode = (byte)AdminOpcode.NamespaceManagement,
                Dword11 = (uint)wanted.CommandSet << 24,
                Direction = DataDirection.ToController,
                TimeoutNanoseconds = timeoutNanoseconds,
            },
            data);
    }

    /// <summary>Namespace Management, delete: its data is lost.</summary>
    /// <param name="namespaceId">NSID; ffffffffh: all.</param>
    /// <param name="timeoutNanoseconds">How long it may take; 0: as other admin commands.</param>
    public NvmeAnswer DeleteNamespace(uint namespaceId, long timeoutNanoseconds = 0) => ExecuteAdmin(
        new NvmeRequest { Opcode = (byte)AdminOpcode.NamespaceManagement, NamespaceId = namespaceId, Dword10 = 1, TimeoutNanoseconds = timeoutNanoseconds },
        default);

    /// <summary>Namespace Attachment. NVMe Base 1.4 §5.19.</summary>
    /// <param name="namespaceId">NSID.</param>
    /// <param name="controllers">Ids of the controllers.</param>
    /// <param name="attach">True: attach; false: detach.</param>
    public NvmeAnswer AttachNamespace(uint namespaceId, IReadOnlyList<ushort> controllers, bool attach)
    {
        ArgumentNullException.ThrowIfNull(controllers);
        return ExecuteAdmin(
            new NvmeRequest
            {
                Opcode = (byte)AdminOpcode.NamespaceAttachment,
                NamespaceId = namespaceId,
                Dword10 = attach ? 0u : 1,
                Direction = DataDirection.ToController,
            },
            ControllerList.Make(controllers));
    }

    /// <summary>Format NVM: all data of the namespace, or of all namespaces (FNA), is lost. NVMe Base 1.4 §5.23.</summary>
    /// <param name="namespaceId">NSID; ffffffffh: all.</param>
    /// <param name="format">LBAF: index of the format, 0 to 63.</param>
    /// <param name="settings">SES, PIL, PI and MSET.</param>
    /// <param name="timeoutNanoseconds">How long it may take; 0: ten minutes.</param>
    public NvmeAnswer Format(uint namespaceId, int format, FormatSettings settings = default, long timeoutNanoseconds = 0)
    {
        const long TenMinutes = 600_000_000_000;
        const byte CryptographicErase = 2;
        const byte HasCryptographicErase = 1 << 2;
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)format, 63u, nameof(format));
        if (settings.SecureErase == CryptographicErase && (Identity.FormatAttributes & HasCryptographicErase) == 0)
        {
            return NvmeAnswer.NotSent(CommandRules.Missing("cryptographic erase", "FNA", HasCryptographicErase));
        }

        uint value = (uint)format & 0xf;
        value |= settings.HasMetadataInData ? 1u << 4 : 0;
        value |= (uint)(settings.Protection & 7) << 5;
        value |= settings.IsProtectionFirst ? 1u << 8 : 0;
        value |= (uint)(settings.SecureErase & 7) << 9;
        value |= ((uint)format >> 4) << 12;
        return ExecuteAdmin(
            new NvmeRequest
            {
                Opcode = (byte)AdminOpcode.FormatNvm,
                NamespaceId = namespaceId,
                Dword10 = value,
                TimeoutNanoseconds = timeoutNanoseconds == 0 ? TenMinutes : timeoutNanoseconds,
            },
            default);
    }
}
