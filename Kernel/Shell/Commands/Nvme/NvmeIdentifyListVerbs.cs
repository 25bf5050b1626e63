using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using CosmosNvme.Nvme;

namespace CosmosNvme.Shell.Commands;

/// <summary>The verbs that show the lists among the Identify structures: NVM sets, secondary controllers, granularities, UUIDs, command sets.</summary>
internal static class NvmeIdentifyListVerbs
{
    private const int EntryBytes = 32;

    /// <summary>The verbs.</summary>
    internal static IEnumerable<NvmeVerb> All { get; } =
    [
        new("primary-ctrl-caps", "What a primary controller can give to secondary ones", PrimaryCapabilities, "cntlid|c=NUM", "output-format|o=FMT", "human-readable|H"),
        new("list-secondary", "The secondary controllers of a primary one", SecondaryControllers, "cntid|c=NUM", "namespace-id|n=NUM", "num-entries|e=NUM", "output-format|o=FMT"),
        new("id-nvmset", "The NVM sets of a subsystem", NvmSets, "nvmset_id|i=NUM", "output-format|o=FMT"),
        new("id-ns-granularity", "Sizes in which namespaces are best made", Granularities, "output-format|o=FMT"),
        new("id-uuid", "The UUIDs of vendors' extensions", Uuids, "output-format|o=FMT", "raw-binary|b", "human-readable|H"),
        new("id-iocs", "Combinations of I/O command sets", CommandSets, "controller-id|c=NUM"),
    ];

    private static int PrimaryCapabilities(NvmeCall call)
    {
        PrimaryControllerCapabilities it = new(Read(call, IdentifyTarget.PrimaryCapabilities, controllerId: (ushort)call.Number32("cntlid", most: ushort.MaxValue)));
        NvmeFields fields = new NvmeFields(10, s_resources)
            .Number("cntlid", it.ControllerId).Number("portid", it.PortId).Hex("crt", it.ResourceTypes)
            .Number("vqfrt", it.FlexibleQueues).Number("vqrfa", it.AssignedQueues).Number("vqrfap", it.OwnFlexibleQueues).Number("vqprt", it.PrivateQueues)
            .Number("vqfrsm", it.MostQueues).Number("vqgran", it.QueueGranularity)
            .Number("vifrt", it.FlexibleInterrupts).Number("virfa", it.AssignedInterrupts).Number("virfap", it.OwnFlexibleInterrupts).Number("viprt", it.PrivateInterrupts)
            .Number("vifrsm", it.MostInterrupts).Number("vigran", it.InterruptGranularity);
        if (call.IsJson)
        {
            fields.PrintJson(call.Output);
            return 0;
        }

        call.Output.WriteLine("NVME Identify Primary Controller Capabilities:");
        fields.Print(call.Output, call.IsHuman);
        return 0;
    }

    private static int SecondaryControllers(NvmeCall call)
    {
        byte[] data = Read(call, IdentifyTarget.SecondaryControllers, call.NamespaceOr(0)!.Value, (ushort)call.Number32("cntid", most: ushort.MaxValue));
        int count = Math.Min(Math.Min((int)data[0], (data.Length / EntryBytes) - 1), (int)call.Number32("num-entries", 127, 127));
        return Print(call, "Identify Secondary Controller List:", new NvmeFields(0).Number("num", (ulong)count), "secondary-controllers", "SCEntry", Enumerable.Range(1, count).Select(index =>
        {
            ReadOnlySpan<byte> entry = data.AsSpan(index * EntryBytes, EntryBytes);
            return new NvmeFields(32).Hex("secondary-controller-identifier", Word(entry, 0)).Hex("primary-controller-identifier", Word(entry, 2)).Hex("secondary-controller-state", entry[4])
                .Hex("virtual-function-number", Word(entry, 8)).Hex("num-virtual-queues", Word(entry, 10)).Hex("num-virtual-interrupts", Word(entry, 12));
        }));
    }

    private static int NvmSets(NvmeCall call)
    {
        const int SetBytes = 128;
        byte[] data = Read(call, IdentifyTarget.NvmSets, specificId: (ushort)call.Number32("nvmset_id", most: ushort.MaxValue));
        int count = Math.Min((int)data[0], (data.Length / SetBytes) - 1);
        return Print(call, "NVME Identify NVM Set List:", new NvmeFields(0).Number("nid", (ulong)count), "NVMSet", "NVM Set", Enumerable.Range(1, count).Select(index =>
        {
            ReadOnlySpan<byte> entry = data.AsSpan(index * SetBytes, SetBytes);
            return new NvmeFields(22).Number("nvmset_id", Word(entry, 0)).Number("endurance_group_id", Word(entry, 2))
                .Number("random_4k_read_typical", BinaryPrimitives.ReadUInt32LittleEndian(entry[8..])).Number("optimal_write_size", BinaryPrimitives.ReadUInt32LittleEndian(entry[12..]))
                .Wide("total_nvmset_cap", BinaryPrimitives.ReadUInt128LittleEndian(entry[16..])).Wide("unalloc_nvmset_cap", BinaryPrimitives.ReadUInt128LittleEndian(entry[32..]));
        }));
    }

    private static int Granularities(NvmeCall call)
    {
        const int DescriptorBytes = 16;
        byte[] data = Read(call, IdentifyTarget.NamespaceGranularities);

        // The number is zero-based, and there are 16 at most.
        int count = Math.Min(data[4] + 1, 16);
        return Print(call, "NVME Identify Namespace Granularity List:", new NvmeFields(0).Number("attributes", BitConverter.ToUInt32(data)).Number("num-descriptors", data[4]), "namespace-granularity-list", "Descriptor", Enumerable.Range(0, count).Select(index =>
        {
            ReadOnlySpan<byte> entry = data.AsSpan(EntryBytes + (index * DescriptorBytes), DescriptorBytes);
            return new NvmeFields(30).Hex("namespace-size-granularity", BinaryPrimitives.ReadUInt64LittleEndian(entry)).Hex("namespace-capacity-granularity", BinaryPrimitives.ReadUInt64LittleEndian(entry[8..]));
        }));
    }

    private static int Uuids(NvmeCall call)
    {
        byte[] data = Read(call, IdentifyTarget.UuidList);
        if (call.IsBinary)
        {
            call.Context.WriteBytes(data);
            return 0;
        }

        // Entry 0 is none, and zeros end the list.
        int count = Enumerable.Range(1, 127).TakeWhile(index => data.AsSpan((index * EntryBytes) + 16, 16).ContainsAnyExcept((byte)0)).Count();
        string[] associations = ["none", "PCI vendor id", "PCI subsystem vendor id", "reserved"];
        return Print(call, "NVME Identify UUID:", new NvmeFields(0), "UUID-list", "UUID", Enumerable.Range(1, count).Select(index => new NvmeFields(12)
            .Shown("association", data[index * EntryBytes] & 3u, associations[data[index * EntryBytes] & 3])
            .Text("uuid", new Guid(data.AsSpan((index * EntryBytes) + 16, 16), bigEndian: true).ToString())));
    }

    private static int CommandSets(NvmeCall call)
    {
        byte[] data = Read(call, IdentifyTarget.CommandSets, controllerId: (ushort)call.Number32("controller-id", ushort.MaxValue, ushort.MaxValue));
        call.Output.WriteLine("NVMe Identify I/O Command Set:");
        for (int index = 0; index < data.Length / sizeof(ulong); index++)
        {
            ulong sets = BinaryPrimitives.ReadUInt64LittleEndian(data.AsSpan(index * sizeof(ulong)));
            if (sets == 0)
            {
                break;
            }

            call.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"I/O Command Set Combination[{index}]:{sets:x}"));
        }

        return 0;
    }

    private static byte[] Read(NvmeCall call, IdentifyTarget target, uint namespaceId = 0, ushort controllerId = 0, ushort specificId = 0)
    {
        byte[] data = new byte[4096];
        call.Check(call.Commands.Identify(target, namespaceId, data, controllerId, specificId: specificId));
        return data;
    }

    private static ushort Word(ReadOnlySpan<byte> entry, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(entry[offset..]);

    // Programs get what stands in front of the list, too.
    private static int Print(NvmeCall call, string title, NvmeFields before, string listKey, string entryTitle, IEnumerable<NvmeFields> entries)
    {
        NvmeFields[] all = entries.ToArray();
        if (call.IsJson)
        {
            before.List(listKey, all).PrintJson(call.Output);
            return 0;
        }

        call.Output.WriteLine($"{title}\nentries: {all.Length}");
        for (int index = 0; index < all.Length; index++)
        {
            call.Output.WriteLine($"{entryTitle}[{index}]:");
            all[index].Print(call.Output, showsBits: false);
        }

        return 0;
    }

    private static readonly Dictionary<string, NvmeBits> s_resources = new(StringComparer.Ordinal)
    {
        ["crt"] = new(8, "1 Virtual Interrupt Resources", "0 Virtual Queue Resources"),
    };
}
