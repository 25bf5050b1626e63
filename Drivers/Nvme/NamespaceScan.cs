using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>Finds the namespaces of a controller that can serve as disks, and says why the others cannot.</summary>
internal sealed class NamespaceScan(ControllerCore core, IdentifyController controller, int maximumTransferBytes)
{
    // NN may be 0xffffffff; nobody waits for that many Identify commands.
    private const uint LongestScan = 1024;

    // A list costs little, but each of its namespaces an Identify, and a broken controller's list goes on for ever.
    private const int MostNamespaces = 4096;

    private const uint Version1Point3 = 0x0001_0300;

    /// <summary>Identifies every active namespace.</summary>
    /// <param name="known">Disks that there are: those whose namespaces are what they were are kept.</param>
    internal IReadOnlyList<NvmeNamespace> Run(IReadOnlyList<NvmeNamespace> known)
    {
        List<NvmeNamespace> namespaces = [];
        byte[] data = new byte[IdentifyData.Bytes];
        foreach (uint id in FindIds())
        {
            CommandResult result = core.Admin!.Identify(IdentifyTarget.Namespace, id, data);
            if (!result.IsSuccess)
            {
                core.Log(LogLevel.Warning, $"namespace {id} is left out: Identify Namespace failed: {result}");
                continue;
            }

            IdentifyNamespace identify = new(data);
            if (identify.Size == 0)
            {
                // What Identify returns for a namespace that is not active: all zeros.
                continue;
            }

            if (ReasonAgainst(identify) is string reason)
            {
                core.Log(LogLevel.Warning, $"namespace {id} is left out: {reason}");
                continue;
            }

            if (known.FirstOrDefault(disk => disk.Id == id && disk.IsStill(identify)) is NvmeNamespace same)
            {
                namespaces.Add(same);
                continue;
            }

            NamespaceDescriptors? descriptors = ReadDescriptors(id);
            if (descriptors?.CommandSet is byte other and not 0 and not NvmeNamespace.ZonedCommandSet)
            {
                core.Log(LogLevel.Warning, $"namespace {id} is left out: its I/O command set has number {other}, which this driver does not have");
                continue;
            }

            namespaces.Add(new NvmeNamespace(core, controller, id, identify, descriptors, maximumTransferBytes));
        }

        return namespaces;
    }

    // Devices of before 1.3 do not have it; from those that should, a refusal costs no more than the names that would be in it.
    private NamespaceDescriptors? ReadDescriptors(uint id)
    {
        byte[] data = new byte[IdentifyData.Bytes];
        return core.Registers.Version.Value >= Version1Point3 && core.Admin!.Identify(IdentifyTarget.NamespaceDescriptors, id, data).IsSuccess
            ? new NamespaceDescriptors(data)
            : null;
    }

    private static string? ReasonAgainst(IdentifyNamespace identify)
    {
        if (identify.FormatIndex >= identify.FormatCount)
        {
            return $"its format has number {identify.FormatIndex}, but its table of formats has {identify.FormatCount} rows";
        }

        LbaFormat format = identify.Format;
        if (!format.IsUsable)
        {
            return $"its blocks have 2^{format.DataSizeExponent} bytes (LBADS), and 2^9 to 2^30 are possible";
        }

        return format.MetadataBytes != 0
            ? $"its blocks carry {format.MetadataBytes} bytes of metadata, which this driver does not handle; format it without metadata"
            : null;
    }

    private List<uint> FindIds()
    {
        List<uint> ids = [];
        if (!core.Options.Quirks.HasFlag(NvmeQuirks.NoNamespaceList) && TryReadList(ids))
        {
            return ids;
        }

        // Controllers before 1.1 have no list: every id up to NN may be one.
        ids.Clear();
        for (uint id = 1; id <= LongestScan && id <= controller.NamespaceCount; id++)
        {
            ids.Add(id);
        }

        if (controller.NamespaceCount > LongestScan)
        {
            core.Log(LogLevel.Warning, $"there is no list of namespaces; ids above {LongestScan} are not looked at");
        }

        return ids;
    }

    private bool TryReadList(List<uint> ids)
    {
        byte[] list = new byte[IdentifyData.Bytes];
        uint after = 0;
        while (true)
        {
            int before = ids.Count;
            if (!core.Admin!.Identify(IdentifyTarget.ActiveNamespaces, after, list).IsSuccess
                || !ActiveNamespaceList.TryAppend(list, after, ids))
            {
                return false;
            }

            if (ids.Count - before < ActiveNamespaceList.Capacity)
            {
                return true;
            }

            if (ids.Count >= MostNamespaces)
            {
                core.Log(LogLevel.Warning, $"there are {MostNamespaces} namespaces or more; ids above {ids[^1]} are not looked at");
                return true;
            }

            after = ids[^1];
        }
    }
}
