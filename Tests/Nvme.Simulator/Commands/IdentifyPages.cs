using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace CosmosNvme.Nvme.Simulator;

/// <summary>What Identify returns. NVMe Base 1.4 §5.15.</summary>
internal static class IdentifyPages
{
    private const int Bytes = 4096;
    private const uint AllNamespaces = uint.MaxValue;
    private const ushort NamespaceManagement = 1 << 3;
    private const ushort DoorbellBufferConfig = 1 << 8;

    /// <summary>The page, or the status with which the command fails.</summary>
    internal static (ushort Status, byte[] Data) Read(SimulatedController device, SimulatedCommand command)
    {
        uint id = command.NamespaceId;
        return (byte)command.Dword10 switch
        {
            0x00 or 0x11 => OfNamespace(device, id),
            0x01 => (StatusCode.Success, OfController(device)),
            0x02 when !device.KnowsNamespaceList => (StatusCode.InvalidField, []),
            0x02 or 0x07 => ListOf(id, device.Namespaces.Where(disk => disk.IsActive)),
            0x10 => ListOf(id, device.Namespaces),
            0x12 => (StatusCode.Success, ControllersOf(device.FindActive(id) is not null)),
            0x13 => (StatusCode.Success, ControllersOf(isListed: command.Dword10 >> 16 <= 1)),
            0x03 => DescriptorsOf(device, id),
            0x05 => device.FindActive(id) is null ? (StatusCode.InvalidNamespace, []) : (StatusCode.Success, new byte[Bytes]),
            0x06 => (StatusCode.Success, new byte[Bytes]),
            0x08 => device.FindActive(id) is null ? (StatusCode.InvalidNamespace, []) : (StatusCode.Success, Independent()),
            0x1c => (StatusCode.Success, CommandSets()),
            byte target => device.OtherIdentifyStructures.TryGetValue(target, out byte[]? structure) ? (StatusCode.Success, structure) : (StatusCode.InvalidField, []),
        };
    }

    // An id that could be one but is not active is answered by zeros, one that cannot be is an error.
    private static (ushort Status, byte[] Data) OfNamespace(SimulatedController device, uint id)
    {
        if (id == AllNamespaces && (device.OptionalAdminCommands & NamespaceManagement) != 0)
        {
            // What all have in common: the formats.
            return (StatusCode.Success, new SimulatedNamespace(id, blocks: 0).Identify());
        }

        if (id is 0 or AllNamespaces || id > HighestId(device))
        {
            return (StatusCode.InvalidNamespace, []);
        }

        return (StatusCode.Success, device.FindActive(id)?.Identify() ?? new byte[Bytes]);
    }

    private static uint HighestId(SimulatedController device) =>
        Math.Max(device.HighestNamespaceId, device.Namespaces.Count == 0 ? 0 : device.Namespaces.Max(disk => disk.Id));

    private static byte[] OfController(SimulatedController device)
    {
        byte[] data = new byte[Bytes];
        BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(0), 0x1b36);
        BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(2), 0x1af4);
        WriteText("SIM-0001", 20).CopyTo(data, 4);
        WriteText("Simulated NVMe Controller", 40).CopyTo(data, 24);
        WriteText("1.0", 8).CopyTo(data, 64);
        data[77] = device.MaximumTransferExponent;
        BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(78), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(80), device.Version);
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(88), device.ShutdownMicroseconds);
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(92), AsynchronousEvent.NamespaceAttributeNotices);
        ushort adminCommands = (ushort)(device.OptionalAdminCommands | (device.OffersShadowDoorbells ? DoorbellBufferConfig : 0));
        BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(256), adminCommands);
        data[258] = device.AbortLimit;
        data[259] = device.EventLimit;
        data[260] = 1 << 1;
        data[261] = device.LogPageAttributes;
        data[262] = LogPages.ErrorEntries - 1;
        BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(266), 343);
        BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(268), 373);
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(328), device.SanitizeCapabilities);
        data[512] = 0x66;
        data[513] = 0x44;
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(516), HighestId(device));
        BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(520), device.OptionalNvmCommands);
        data[525] = device.HasWriteCache ? (byte)0b111 : (byte)0;
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(536), device.ScatterGatherLists);
        Encoding.ASCII.GetBytes("nqn.2026-11.simulator:SIM-0001").CopyTo(data, 768);
        device.ChangeIdentify?.Invoke(data);
        return data;
    }

    private static byte[] WriteText(string text, int length) => Encoding.ASCII.GetBytes(text.PadRight(length));

    private static (ushort Status, byte[] Data) ListOf(uint after, IEnumerable<SimulatedNamespace> disks)
    {
        if (after >= AllNamespaces - 1)
        {
            return (StatusCode.InvalidNamespace, []);
        }

        byte[] data = new byte[Bytes];
        int index = 0;
        foreach (uint id in disks.Select(disk => disk.Id).Where(id => id > after).Order().Take(Bytes / sizeof(uint)))
        {
            BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(sizeof(uint) * index++), id);
        }

        return (StatusCode.Success, data);
    }

    // One descriptor: type 2, NGUID.
    private static (ushort Status, byte[] Data) DescriptorsOf(SimulatedController device, uint id)
    {
        if (device.FindActive(id) is not SimulatedNamespace disk)
        {
            return (StatusCode.InvalidNamespace, []);
        }

        byte[] data = new byte[Bytes];
        data[0] = 2;
        data[1] = 16;
        disk.GloballyUniqueId.CopyTo(data.AsSpan(4));
        return (StatusCode.Success, data);
    }

    // A count, then the ids: there is one controller, and it has the id 1.
    private static byte[] ControllersOf(bool isListed)
    {
        byte[] data = new byte[Bytes];
        (data[0], data[2]) = isListed ? ((byte)1, (byte)1) : ((byte)0, (byte)0);
        return data;
    }

    // NSTAT bit 0: ready.
    private static byte[] Independent()
    {
        byte[] data = new byte[Bytes];
        data[14] = 1;
        return data;
    }

    // One combination, of the NVM command set alone.
    private static byte[] CommandSets()
    {
        byte[] data = new byte[Bytes];
        data[0] = 1;
        return data;
    }
}
