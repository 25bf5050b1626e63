using System;
using System.Buffers.Binary;
using System.Linq;

namespace CosmosNvme.Nvme.Simulator;

/// <summary>What commands of the NVM command set do. NVMe Base 1.4 §6. Under the controller's lock.</summary>
internal static class IoCommands
{
    private const uint AllNamespaces = uint.MaxValue;
    private const uint Deallocate = 1 << 2;
    private const int RangeBytes = 16;

    internal static ushort Execute(SimulatedController device, SimulatedCommand command)
    {
        if (command.Opcode == 0x00)
        {
            return Flush(device, command.NamespaceId);
        }

        if (device.FindActive(command.NamespaceId) is not SimulatedNamespace disk)
        {
            bool isInactive = device.Namespaces.Exists(known => known.Id == command.NamespaceId);
            return isInactive ? StatusCode.InvalidField : StatusCode.InvalidNamespace;
        }

        return command.Opcode switch
        {
            0x01 => Write(device, command, disk),
            0x02 => Read(device, command, disk),
            0x04 => WriteUncorrectable(command, disk),
            0x05 => Compare(device, command, disk),
            0x08 => WriteZeroes(device, command, disk),
            0x09 => ManageDataSet(device, command, disk),
            0x0c when (device.OptionalNvmCommands & (1 << 7)) != 0 => Verify(command, disk),
            0x19 when (device.OptionalNvmCommands & (1 << 8)) != 0 => Copy(device, command, disk),
            _ => StatusCode.InvalidOpcode,
        };
    }

    private static ushort Flush(SimulatedController device, uint id)
    {
        SimulatedNamespace[] disks = device.Namespaces.Where(disk => disk.IsActive && (id == AllNamespaces || disk.Id == id)).ToArray();
        if (disks.Length == 0)
        {
            return StatusCode.InvalidNamespace;
        }

        foreach (SimulatedNamespace disk in disks)
        {
            disk.Flushes++;
            disk.MakeDurable();
        }

        return StatusCode.Success;
    }

    private static ushort Read(SimulatedController device, SimulatedCommand command, SimulatedNamespace disk)
    {
        ushort status = Check(device, command, disk);
        if (status != StatusCode.Success)
        {
            return status;
        }

        if (disk.HasBadBlock(command.FirstBlock, command.Blocks))
        {
            return StatusCode.UnrecoveredReadError;
        }

        if (DataPointer.TryResolve(device, command, disk.TransferBytes(command.Blocks)) is not DataPointer pointer)
        {
            return StatusCode.InvalidPrpOffset;
        }

        pointer.WriteToHost(disk.Read(command.FirstBlock, command.Blocks));
        if (disk is { MetadataBytes: > 0, HasMetadataInData: false })
        {
            device.Memory.Write(command.MetadataPointer, disk.ReadMetadata(command.FirstBlock, command.Blocks));
        }

        return StatusCode.Success;
    }

    private static ushort Write(SimulatedController device, SimulatedCommand command, SimulatedNamespace disk)
    {
        ushort status = CheckWrite(device, command, disk);
        if (status != StatusCode.Success)
        {
            return status;
        }

        if (DataPointer.TryResolve(device, command, disk.TransferBytes(command.Blocks)) is not DataPointer pointer)
        {
            return StatusCode.InvalidPrpOffset;
        }

        byte[] data = new byte[disk.TransferBytes(command.Blocks)];
        pointer.ReadFromHost(data);
        disk.Write(command.FirstBlock, data, IsDurable(device, command));
        if (disk is { MetadataBytes: > 0, HasMetadataInData: false })
        {
            byte[] metadata = new byte[disk.MetadataBytes * command.Blocks];
            device.Memory.Read(command.MetadataPointer, metadata);
            disk.WriteMetadata(command.FirstBlock, metadata);
        }

        return StatusCode.Success;
    }

    private static ushort Compare(SimulatedController device, SimulatedCommand command, SimulatedNamespace disk)
    {
        ushort status = Check(device, command, disk);
        if (status != StatusCode.Success)
        {
            return status;
        }

        if (DataPointer.TryResolve(device, command, disk.TransferBytes(command.Blocks)) is not DataPointer pointer)
        {
            return StatusCode.InvalidPrpOffset;
        }

        byte[] data = new byte[disk.TransferBytes(command.Blocks)];
        pointer.ReadFromHost(data);
        return disk.Read(command.FirstBlock, command.Blocks).AsSpan().SequenceEqual(data) ? StatusCode.Success : StatusCode.CompareFailure;
    }

    private static ushort WriteUncorrectable(SimulatedCommand command, SimulatedNamespace disk)
    {
        if (!disk.HasBlocks(command.FirstBlock, command.Blocks))
        {
            return StatusCode.LbaOutOfRange;
        }

        for (int block = 0; block < command.Blocks; block++)
        {
            disk.BadBlocks.Add(command.FirstBlock + (ulong)block);
        }

        return StatusCode.Success;
    }

    // No data travels, so MDTS does not limit it.
    private static ushort WriteZeroes(SimulatedController device, SimulatedCommand command, SimulatedNamespace disk)
    {
        if (disk.IsWriteProtected)
        {
            return StatusCode.WriteProtected;
        }

        if (!disk.HasBlocks(command.FirstBlock, command.Blocks))
        {
            return StatusCode.LbaOutOfRange;
        }

        disk.Write(command.FirstBlock, new byte[disk.TransferBytes(command.Blocks)], IsDurable(device, command));
        return StatusCode.Success;
    }

    // NR is zero-based; a range is attributes, length, first block. Deallocated blocks read as zeros here.
    private static ushort ManageDataSet(SimulatedController device, SimulatedCommand command, SimulatedNamespace disk)
    {
        int ranges = (int)(command.Dword10 & 0xff) + 1;
        byte[] data = new byte[ranges * RangeBytes];
        if (disk.IsWriteProtected)
        {
            return StatusCode.WriteProtected;
        }

        if (DataPointer.TryResolve(device, command, data.Length) is not DataPointer pointer)
        {
            return StatusCode.InvalidPrpOffset;
        }

        pointer.ReadFromHost(data);
        for (int range = 0; range < ranges; range++)
        {
            ReadOnlySpan<byte> entry = data.AsSpan(range * RangeBytes, RangeBytes);
            uint blocks = BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]);
            ulong first = BinaryPrimitives.ReadUInt64LittleEndian(entry[8..]);
            if (!disk.HasBlocks(first, blocks))
            {
                return StatusCode.LbaOutOfRange;
            }

            if ((command.Dword11 & Deallocate) != 0)
            {
                disk.Write(first, new byte[disk.TransferBytes((int)blocks)], IsDurable(device, command));
            }
        }

        return StatusCode.Success;
    }

    private static ushort Verify(SimulatedCommand command, SimulatedNamespace disk)
    {
        if (!disk.HasBlocks(command.FirstBlock, command.Blocks))
        {
            return StatusCode.LbaOutOfRange;
        }

        return disk.HasBadBlock(command.FirstBlock, command.Blocks) ? StatusCode.UnrecoveredReadError : StatusCode.Success;
    }

    // NR is zero-based; a range of format 0 has 32 bytes: first block at 8, zero-based length at 16. NVM Command Set 1.0 §3.2.2.
    private static ushort Copy(SimulatedController device, SimulatedCommand command, SimulatedNamespace disk)
    {
        const int CopyRangeBytes = 32;
        byte[] data = new byte[((command.Dword12 & 0xff) + 1) * CopyRangeBytes];
        if (DataPointer.TryResolve(device, command, data.Length) is not DataPointer pointer)
        {
            return StatusCode.InvalidPrpOffset;
        }

        pointer.ReadFromHost(data);
        ulong target = command.FirstBlock;
        for (int at = 0; at < data.Length; at += CopyRangeBytes)
        {
            ulong first = BinaryPrimitives.ReadUInt64LittleEndian(data.AsSpan(at + 8));
            int blocks = BinaryPrimitives.ReadUInt16LittleEndian(data.AsSpan(at + 16)) + 1;
            if (!disk.HasBlocks(first, blocks) || !disk.HasBlocks(target, blocks))
            {
                return StatusCode.LbaOutOfRange;
            }

            disk.Write(target, disk.Read(first, blocks), IsDurable(device, command));
            target += (ulong)blocks;
        }

        return StatusCode.Success;
    }

    private static ushort CheckWrite(SimulatedController device, SimulatedCommand command, SimulatedNamespace disk) =>
        disk.IsWriteProtected ? StatusCode.WriteProtected : Check(device, command, disk);

    private static ushort Check(SimulatedController device, SimulatedCommand command, SimulatedNamespace disk)
    {
        if (!disk.HasBlocks(command.FirstBlock, command.Blocks))
        {
            return StatusCode.LbaOutOfRange;
        }

        return disk.TransferBytes(command.Blocks) > device.MaximumTransferBytes ? StatusCode.InvalidField : StatusCode.Success;
    }

    private static bool IsDurable(SimulatedController device, SimulatedCommand command) =>
        !device.HasWriteCache || !device.Features.IsWriteCacheOn || (command.ForcesUnitAccess && !device.IgnoresForceUnitAccess);
}
