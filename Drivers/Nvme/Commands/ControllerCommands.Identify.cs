using System;
using System.Collections.Generic;

namespace CosmosNvme.Nvme;

/// <content>This part: Identify.</content>
public sealed partial class ControllerCommands
{
    private const uint UuidListAttribute = 1 << 9;
    private const uint GranularityAttribute = 1 << 7;
    private const uint NvmSetsAttribute = 1 << 2;

    /// <summary>Identify with any CNS of NVMe Base 2.0. NVMe Base 1.4 §5.15.</summary>
    /// <param name="target">CNS: which structure.</param>
    /// <param name="namespaceId">NSID: the namespace it is about, or after which a list begins.</param>
    /// <param name="data">4096 bytes.</param>
    /// <param name="controllerId">CNTID: the controller it is about, or at which a list begins.</param>
    /// <param name="commandSet">CSI: the I/O command set.</param>
    /// <param name="specificId">CNSSPECID: NVM set or domain.</param>
    public NvmeAnswer Identify(IdentifyTarget target, uint namespaceId, Memory<byte> data, ushort controllerId = 0, byte commandSet = 0, ushort specificId = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(data.Length, IdentifyData.Bytes, nameof(data));
        return ReasonAgainst(target) is string reason
            ? NvmeAnswer.NotSent(reason)
            : ExecuteAdmin(
                new NvmeRequest
                {
                    Opcode = (byte)AdminOpcode.Identify,
                    NamespaceId = namespaceId,
                    Dword10 = ((uint)controllerId << 16) | (byte)target,
                    Dword11 = ((uint)commandSet << 24) | specificId,
                    Direction = DataDirection.FromController,
                },
                data);
    }

    /// <summary>Identify Controller, as it is now.</summary>
    public NvmeAnswer ReadController(out IdentifyController? identify)
    {
        byte[] data = new byte[IdentifyData.Bytes];
        NvmeAnswer answer = Identify(IdentifyTarget.Controller, 0, data);
        identify = answer.IsSuccess ? new IdentifyController(data) : null;
        return answer;
    }

    /// <summary>Identify Namespace, as it is now. All zeros for a namespace that is not active.</summary>
    /// <param name="namespaceId">NSID; ffffffffh: what all have in common.</param>
    /// <param name="identify">The structure.</param>
    /// <param name="isAllocatedEnough">True: also a namespace that is not attached to this controller.</param>
    public NvmeAnswer ReadNamespace(uint namespaceId, out IdentifyNamespace? identify, bool isAllocatedEnough = false)
    {
        byte[] data = new byte[IdentifyData.Bytes];
        NvmeAnswer answer = Identify(isAllocatedEnough ? IdentifyTarget.AllocatedNamespace : IdentifyTarget.Namespace, namespaceId, data);
        identify = answer.IsSuccess ? new IdentifyNamespace(data) : null;
        return answer;
    }

    /// <summary>The unique ids of a namespace.</summary>
    public NvmeAnswer ReadDescriptors(uint namespaceId, out NamespaceDescriptors? descriptors)
    {
        byte[] data = new byte[IdentifyData.Bytes];
        NvmeAnswer answer = Identify(IdentifyTarget.NamespaceDescriptors, namespaceId, data);
        descriptors = answer.IsSuccess ? new NamespaceDescriptors(data) : null;
        return answer;
    }

    /// <summary>Ids of namespaces, at most 1024.</summary>
    /// <param name="areAllocatedEnough">True: those that are not attached to this controller too.</param>
    /// <param name="after">The list begins above this id.</param>
    /// <param name="ids">The ids, ascending.</param>
    /// <param name="commandSet">CSI: only those of this I/O command set; null: all.</param>
    public NvmeAnswer ListNamespaces(bool areAllocatedEnough, uint after, out IReadOnlyList<uint> ids, byte? commandSet = null)
    {
        List<uint> list = [];
        ids = list;
        IdentifyTarget target = (areAllocatedEnough, commandSet) switch
        {
            (false, null) => IdentifyTarget.ActiveNamespaces,
            (true, null) => IdentifyTarget.AllocatedNamespaces,
            (false, _) => IdentifyTarget.CommandSetActiveNamespaces,
            (true, _) => IdentifyTarget.CommandSetAllocatedNamespaces,
        };
        byte[] data = new byte[IdentifyData.Bytes];
        NvmeAnswer answer = Identify(target, after, data, commandSet: commandSet ?? 0);
        return !answer.IsSuccess || ActiveNamespaceList.TryAppend(data, after, list)
            ? answer
            : NvmeAnswer.NotSent("the controller's list of namespaces does not ascend");
    }

    /// <summary>Ids of controllers, at most 2047.</summary>
    /// <param name="namespaceId">Those that this namespace is attached to; null: all of the subsystem.</param>
    /// <param name="from">The list begins at this id.</param>
    /// <param name="ids">The ids, ascending.</param>
    public NvmeAnswer ListControllers(uint? namespaceId, ushort from, out IReadOnlyList<ushort> ids)
    {
        byte[] data = new byte[IdentifyData.Bytes];
        NvmeAnswer answer = Identify(namespaceId is null ? IdentifyTarget.Controllers : IdentifyTarget.NamespaceControllers, namespaceId ?? 0, data, from);
        ids = answer.IsSuccess ? ControllerList.Read(data) : [];
        return answer;
    }

    // 1.0 knows the first two only; later ones came with versions, and with capabilities of their own.
    private string? ReasonAgainst(IdentifyTarget target)
    {
        const uint Version1Point1 = 0x0001_0100;
        const uint Version1Point2 = 0x0001_0200;
        const uint Version1Point3 = 0x0001_0300;
        return target switch
        {
            IdentifyTarget.Namespace or IdentifyTarget.Controller => null,
            IdentifyTarget.ActiveNamespaces => Version.Value < Version1Point1 ? "lists of namespaces came with NVMe 1.1; the controller is older" : null,
            IdentifyTarget.NamespaceDescriptors => Version.Value < Version1Point3 ? "namespace descriptors came with NVMe 1.3; the controller is older" : null,
            IdentifyTarget.NvmSets => Need(Identity.Attributes, NvmSetsAttribute, "NVM sets", "CTRATT"),
            IdentifyTarget.NamespaceGranularities => Need(Identity.Attributes, GranularityAttribute, "namespace granularities", "CTRATT"),
            IdentifyTarget.UuidList => Need(Identity.Attributes, UuidListAttribute, "a list of UUIDs", "CTRATT"),
            // Without namespace management these two are optional, and no bit says whether they are there: the controller itself has to.
            IdentifyTarget.NamespaceControllers or IdentifyTarget.Controllers => Version.Value < Version1Point2 ? "lists of controllers came with NVMe 1.2; the controller is older" : null,
            IdentifyTarget.AllocatedNamespaces or IdentifyTarget.AllocatedNamespace =>
                Need(Identity.OptionalAdminCommands, (uint)AdminCapabilities.NamespaceManagement, "namespace management", "OACS"),
            IdentifyTarget.PrimaryCapabilities or IdentifyTarget.SecondaryControllers =>
                Need(Identity.OptionalAdminCommands, (uint)AdminCapabilities.VirtualizationManagement, "Virtualization Management", "OACS"),
            _ => _core.Capabilities.SupportsSelectableCommandSets ? null : "the controller knows no I/O command set but NVM (CAP.CSS bit 6 is 0)",
        };
    }

    private static string? Need(uint field, uint bit, string what, string name) => (field & bit) != 0 ? null : CommandRules.Missing(what, name, bit);
}
