using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Nvme;

namespace CosmosNvme.Fuzz;

/// <summary>What the Identify command returns: of the controller, of a namespace, and the list of namespaces.</summary>
internal sealed class IdentifyTarget : FuzzTarget
{
    // The parts of the structures that hold anything; the rest of the 4096 bytes is zeros.
    private const int ControllerBytes = 1024;
    private const int NamespaceBytes = 384;
    private const int StructureBytes = 4096;
    private const int IdentifyOpcode = 0x06;

    /// <inheritdoc/>
    internal override string Name => "identify";

    /// <inheritdoc/>
    internal override string Summary => "what the Identify command returns, and what nvme list prints of it";

    /// <inheritdoc/>
    internal override int MaximumLength => ControllerBytes + NamespaceBytes + StructureBytes;

    // The simulator, and up to 1024 namespaces with their structures and lines of the list.
    /// <inheritdoc/>
    internal override long AllocationLimit(int inputLength) => (32 << 20) + (4096L * inputLength);

    /// <inheritdoc/>
    internal override IEnumerable<byte[]> Seeds()
    {
        byte[] seed = new byte[ControllerBytes + NamespaceBytes + 64];
        Span<byte> controller = seed;
        BinaryPrimitives.WriteUInt16LittleEndian(controller, 0x1B36);
        "SERIAL-1            "u8.CopyTo(controller[4..]);
        "A simulated controller                  "u8.CopyTo(controller[24..]);
        "1.0     "u8.CopyTo(controller[64..]);
        controller[77] = 7;
        BinaryPrimitives.WriteUInt32LittleEndian(controller[80..], 0x10400);
        BinaryPrimitives.WriteUInt32LittleEndian(controller[516..], 256);
        "nqn.2019-08.org.qemu:1"u8.CopyTo(controller[768..]);
        Span<byte> disk = seed.AsSpan(ControllerBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(disk, 4096);
        BinaryPrimitives.WriteUInt64LittleEndian(disk[8..], 4096);
        disk[25] = 17;
        disk[26] = 0x20;
        for (int format = 0; format < 18; format++)
        {
            disk[128 + (format * 4) + 2] = (byte)(format < 8 ? 9 : 12);
        }

        Span<byte> list = disk[NamespaceBytes..];
        for (int index = 0; index < 8; index++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(list[(index * 4)..], (index * 3) + 1);
        }

        yield return seed;
        yield return [];
    }

    /// <inheritdoc/>
    internal override ulong Run(ReadOnlySpan<byte> input)
    {
        InputReader reader = new(input);
        Digest digest = new();
        byte[] structure = new byte[StructureBytes];
        reader.Piece(ControllerBytes).CopyTo(structure);
        Controller(new IdentifyController(structure), ref digest);
        structure.AsSpan().Clear();
        reader.Piece(NamespaceBytes).CopyTo(structure);
        Namespace(new IdentifyNamespace(structure), ref digest);
        structure.AsSpan().Clear();
        reader.Rest[..Math.Min(reader.Rest.Length, StructureBytes)].CopyTo(structure);
        NamespaceList(structure, ref digest);
        AttachAndList(input.ToArray(), ref digest);
        return digest.Value;
    }

    // The driver's own way through the structures, and what nvme list prints of them.
    private static void AttachAndList(byte[] input, ref Digest digest)
    {
        LyingController rig = new();
        rig.Device.Faults.OnAdminData = (command, data) =>
        {
            if (command.Opcode == IdentifyOpcode)
            {
                InputReader reader = new(input);
                ReadOnlySpan<byte> controller = reader.Piece(ControllerBytes);
                ReadOnlySpan<byte> disk = reader.Piece(NamespaceBytes);
                ReadOnlySpan<byte> answer = (command.Dword10 & 0xFF) switch { 0 => disk, 1 => controller, _ => reader.Piece(StructureBytes) };
                data.AsSpan().Clear();
                answer.CopyTo(data);
            }
        };
        if (rig.Attach(ref digest) is NvmeController attached)
        {
            LyingController.CheckList(attached, ref digest);
            attached.ShutDown();
        }

        rig.CheckAfterwards(ref digest);
    }

    private static void Controller(IdentifyController controller, ref Digest digest)
    {
        foreach (string text in new[] { controller.SerialNumber, controller.ModelNumber, controller.FirmwareRevision, controller.SubsystemName })
        {
            digest.Add(text);
            Rule.Demand(text.All(c => c is >= ' ' and <= '~') && text.Length <= 256, "texts print on any terminal", $"'{text}'");
        }

        digest.Add(controller.Version.ToString());
        digest.Add((ulong)controller.VendorId | ((ulong)controller.SubsystemVendorId << 16) | ((ulong)controller.ControllerId << 32));
        digest.Add((ulong)controller.ShutdownMicroseconds | ((ulong)controller.NamespaceCount << 32));
        digest.Add(controller.HasVolatileWriteCache);
        for (int exponent = 0; exponent <= 15; exponent++)
        {
            long bytes = controller.MaximumTransferBytes(4096u << exponent);
            digest.Add(bytes);
            Rule.Demand(bytes >= 4096, "a transfer has room for a page", $"{bytes}");
        }

        Rule.Demand(controller.AbortLimit is >= 1 and <= 256 && controller.AsynchronousEventLimit is >= 1 and <= 256, "zero-based limits are at least one", $"{controller.AbortLimit} {controller.AsynchronousEventLimit}");
    }

    private static void Namespace(IdentifyNamespace disk, ref Digest digest)
    {
        digest.Add(disk.Size ^ disk.Capacity ^ disk.Utilization);
        digest.Add(disk.IsWriteProtected);
        digest.Add(disk.GloballyUniqueId);
        digest.Add(disk.ExtendedUniqueId);
        digest.Add((long)disk.FormatIndex);
        Rule.Demand(disk.FormatCount is >= 1 and <= 64 && disk.FormatIndex is >= 0 and < 64, "formats fit their table", $"{disk.FormatIndex} of {disk.FormatCount}");
        LbaFormat format = disk.Format;
        digest.Add((ulong)format.Value);
        Rule.Demand(!format.IsUsable || (format.BlockBytes >= 512 && int.IsPow2(format.BlockBytes)), "usable blocks are a power of two from 512 on", $"{format}");
    }

    private static void NamespaceList(ReadOnlySpan<byte> list, ref Digest digest)
    {
        List<uint> ids = [];
        digest.Add(ActiveNamespaceList.TryAppend(list, 0, ids));
        uint before = 0;
        foreach (uint id in ids)
        {
            Rule.Demand(id > before, "ids ascend", $"{id} behind {before}");
            before = id;
        }

        digest.Add((ulong)ids.Count);
    }
}
