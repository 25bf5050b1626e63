using System;
using System.Buffers.Binary;
using CosmosNvme.Storage;

namespace CosmosNvme.Posix;

/// <summary>The structures in which Linux tells of files, on x86-64 (asm/stat.h, linux/stat.h, asm-generic/statfs.h).</summary>
internal static class StatusLayout
{
    internal const int StatBytes = 144;
    internal const int StatxBytes = 256;
    internal const int StatfsBytes = 120;

    private const uint BlockBytes = 4096;
    private const ulong SectorBytes = 512;
    private const uint StatxBasicAndBirth = 0xfff;
    private const ulong MountReadOnly = 1;
    private const ulong MountFlagsValid = 0x20;

    // The one file system that does not tell its number is FAT (linux/magic.h).
    private const uint FatMagic = 0x4d44;

    /// <summary>The type bits of st_mode, and d_type of an entry, which are the same number shifted.</summary>
    internal static uint TypeOf(FileKind kind) => kind switch
    {
        FileKind.Directory => 4,
        FileKind.BlockDevice => 6,
        FileKind.CharacterDevice => 2,
        FileKind.SymbolicLink => 10,
        _ => 8,
    };

    /// <summary>struct stat.</summary>
    internal static void WriteStat(Span<byte> target, FileInformation information, int device)
    {
        target[..StatBytes].Clear();
        Put64(target, 0, (ulong)device);
        Put64(target, 8, information.Inode);
        Put64(target, 16, information.Links);
        Put32(target, 24, Mode(information));
        Put64(target, 48, information.Length);
        Put64(target, 56, BlockBytes);
        Put64(target, 64, (information.AllocatedBytes + SectorBytes - 1) / SectorBytes);
        PutTime(target, 72, information.Accessed);
        PutTime(target, 88, information.Modified);
        PutTime(target, 104, information.Modified);
    }

    /// <summary>struct statx.</summary>
    internal static void WriteStatx(Span<byte> target, FileInformation information, int device)
    {
        target[..StatxBytes].Clear();
        Put32(target, 0, StatxBasicAndBirth);
        Put32(target, 4, BlockBytes);
        Put32(target, 16, information.Links);
        BinaryPrimitives.WriteUInt16LittleEndian(target[28..], (ushort)Mode(information));
        Put64(target, 32, information.Inode);
        Put64(target, 40, information.Length);
        Put64(target, 48, (information.AllocatedBytes + SectorBytes - 1) / SectorBytes);
        PutTime(target, 64, information.Accessed);
        PutTime(target, 80, information.Created);
        PutTime(target, 96, information.Modified);
        PutTime(target, 112, information.Modified);
        Put32(target, 140, (uint)device);
    }

    /// <summary>struct statfs.</summary>
    internal static void WriteStatfs(Span<byte> target, Mount mount, FileSystemSpace space)
    {
        target[..StatfsBytes].Clear();
        Put64(target, 0, mount.FileSystem.Magic != 0 ? mount.FileSystem.Magic : FatMagic);
        Put64(target, 8, space.BlockBytes);
        Put64(target, 16, space.Blocks);
        Put64(target, 24, space.FreeBlocks);
        Put64(target, 32, space.FreeBlocks);
        Put64(target, 40, space.Files);
        Put64(target, 48, space.FreeFiles);
        Put64(target, 56, (ulong)mount.Number);
        Put64(target, 64, space.MostNameBytes);
        Put64(target, 72, space.BlockBytes);
        Put64(target, 80, MountFlagsValid | (mount.IsReadOnly ? MountReadOnly : 0));
    }

    private static uint Mode(FileInformation information) => (TypeOf(information.Kind) << 12) | (uint)information.Permissions;

    private static void PutTime(Span<byte> target, int offset, DateTime time)
    {
        long ticks = (time - DateTime.UnixEpoch).Ticks;
        long seconds = Math.DivRem(ticks, TimeSpan.TicksPerSecond, out long rest);
        seconds -= rest < 0 ? 1 : 0;
        rest += rest < 0 ? TimeSpan.TicksPerSecond : 0;
        BinaryPrimitives.WriteInt64LittleEndian(target[offset..], seconds);
        Put32(target, offset + 8, (uint)(rest * TimeSpan.NanosecondsPerTick));
    }

    private static void Put32(Span<byte> target, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(target[offset..], value);

    private static void Put64(Span<byte> target, int offset, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(target[offset..], value);
}
