using System;

namespace CosmosNvme.Nvme;

/// <content>This part: features, Abort.</content>
public sealed partial class ControllerCommands
{
    /// <summary>Bytes of data that a feature has besides its dword; 0: none.</summary>
    public static int DataBytesOf(FeatureIdentifier feature, uint dword11 = 0) =>
        TransferLength.OfFeature(feature, new NvmeRequest { Opcode = (byte)AdminOpcode.GetFeatures, Dword11 = dword11 });

    /// <summary>Get Features. NVMe Base 1.4 §5.9. The value is <see cref="NvmeAnswer.Result"/>.</summary>
    /// <param name="feature">FID.</param>
    /// <param name="namespaceId">NSID; 0: the controller's.</param>
    /// <param name="select">SEL.</param>
    /// <param name="dword11">As the feature says: the temperature sensor, the interrupt vector.</param>
    /// <param name="data">Its data; at least <see cref="DataBytesOf"/>.</param>
    /// <param name="uuidIndex">UUID index.</param>
    public NvmeAnswer GetFeature(FeatureIdentifier feature, uint namespaceId = 0, FeatureSelect select = FeatureSelect.Current, uint dword11 = 0, Memory<byte> data = default, byte uuidIndex = 0)
    {
        if (select != FeatureSelect.Current && !Identity.NvmCapabilities.HasFlag(NvmCapabilities.FeatureSelect))
        {
            return NvmeAnswer.NotSent(CommandRules.Missing("a choice among a feature's values", "ONCS", (uint)NvmCapabilities.FeatureSelect));
        }

        // A feature that this driver knows nothing of may have data all the same, which must not go to an address of 0.
        Memory<byte> buffer = data.Length == 0 ? new byte[IdentifyData.Bytes] : data;
        return ExecuteAdmin(
            new NvmeRequest
            {
                Opcode = (byte)AdminOpcode.GetFeatures,
                NamespaceId = namespaceId,
                Dword10 = ((uint)select << 8) | (byte)feature,
                Dword11 = dword11,
                Dword14 = uuidIndex & 0x7fu,
                Direction = DataDirection.FromController,
            },
            buffer);
    }

    /// <summary>Set Features. NVMe Base 1.4 §5.21.</summary>
    /// <param name="feature">FID; not the number of queues and not the host memory buffer, which are the driver's.</param>
    /// <param name="value">Dword 11.</param>
    /// <param name="namespaceId">NSID; 0: the controller's.</param>
    /// <param name="saves">SV: it outlasts resets.</param>
    /// <param name="dword12">As the feature says.</param>
    /// <param name="data">Its data; at least <see cref="DataBytesOf"/>.</param>
    /// <param name="uuidIndex">UUID index.</param>
    public NvmeAnswer SetFeature(FeatureIdentifier feature, uint value, uint namespaceId = 0, bool saves = false, uint dword12 = 0, Memory<byte> data = default, byte uuidIndex = 0)
    {
        if (saves && !Identity.NvmCapabilities.HasFlag(NvmCapabilities.FeatureSelect))
        {
            return NvmeAnswer.NotSent(CommandRules.Missing("saving features", "ONCS", (uint)NvmCapabilities.FeatureSelect));
        }

        return ExecuteAdmin(
            new NvmeRequest
            {
                Opcode = (byte)AdminOpcode.SetFeatures,
                NamespaceId = namespaceId,
                Dword10 = (saves ? 1u << 31 : 0) | (byte)feature,
                Dword11 = value,
                Dword12 = dword12,
                Dword14 = uuidIndex & 0x7fu,
                Direction = data.Length == 0 ? DataDirection.None : DataDirection.ToController,
            },
            data);
    }

    /// <summary>Abort. NVMe Base 1.4 §5.1. Best effort: bit 0 of <see cref="NvmeAnswer.Result"/> is 0 if the command was aborted.</summary>
    /// <param name="queueId">The submission queue.</param>
    /// <param name="commandId">CID, as the flight recorder shows it.</param>
    public NvmeAnswer Abort(ushort queueId, ushort commandId) => ExecuteAdmin(
        new NvmeRequest { Opcode = (byte)AdminOpcode.Abort, Dword10 = ((uint)commandId << 16) | queueId },
        default);
}
