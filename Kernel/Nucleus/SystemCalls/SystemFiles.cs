using System;

namespace CosmosNvme.Nucleus;

/// <summary>
/// The files that exist without any file system, because the C library and the runtime read them before one could be mounted.
/// Each /proc or /sys text is made when it is opened.
/// </summary>
internal static unsafe class SystemFiles
{
    private const int CacheIndexAt = 40;

    /// <summary>An open file for the path, or null: no such file, or no memory.</summary>
    internal static OpenFile* Open(byte* path, int length, uint flags)
    {
        FileKind device = DeviceKind(path, length);
        if (device != FileKind.Free)
        {
            return FileTable.Create(device, null, flags & FileTable.NonBlocking);
        }

        TextBuffer text;
        TextBuffer* buffer = &text;
        ulong frame = FrameCache.Take();
        if (frame == 0)
        {
            return null;
        }

        buffer->Begin(DirectMap.Pointer(frame));
        OpenFile* file = null;
        if (Compose(path, length, buffer))
        {
            file = FileTable.Create(FileKind.Text, DirectMap.Pointer(frame), 0);
        }

        if (file == null)
        {
            FrameCache.Give(frame);
            return null;
        }

        file->Length = buffer->Length;
        return file;
    }

    /// <summary>
    /// True for paths that no other file system answers for: the files here, and all of /proc and /sys but what is known of mounts and
    /// disks. The C library and the collector look for files there at moments when nobody else can be asked: while memory is allocated
    /// (malloc reads /proc/sys/vm/overcommit_memory) or collected.
    /// </summary>
    internal static bool Owns(byte* path, int length)
    {
        if (DeviceKind(path, length) != FileKind.Free || (length >= 5 && StartsWith(path, "/sys/"u8)))
        {
            return true;
        }

        return length > 6 && StartsWith(path, "/proc/"u8)
            && !Is(path, length, "/proc/self"u8) && !Is(path, length, "/proc/self/mounts"u8) && !Is(path, length, "/proc/self/mountinfo"u8)
            && !Is(path, length, "/proc/mounts"u8) && !Is(path, length, "/proc/filesystems"u8) && !Is(path, length, "/proc/partitions"u8);
    }

    /// <summary>True for /proc/self/exe.</summary>
    internal static bool IsExecutableLink(byte* path, int length) => Is(path, length, "/proc/self/exe"u8);

    private static FileKind DeviceKind(byte* path, int length)
    {
        if (Is(path, length, "/dev/null"u8))
        {
            return FileKind.Null;
        }

        if (Is(path, length, "/dev/zero"u8))
        {
            return FileKind.Zero;
        }

        if (Is(path, length, "/dev/urandom"u8) || Is(path, length, "/dev/random"u8))
        {
            return FileKind.Random;
        }

        if (Is(path, length, "/dev/stdin"u8))
        {
            return FileKind.ConsoleInput;
        }

        return Is(path, length, "/dev/stdout"u8) ? FileKind.ConsoleOutput : Is(path, length, "/dev/stderr"u8) ? FileKind.LogOutput : FileKind.Free;
    }

    private static bool Compose(byte* path, int length, TextBuffer* text)
    {
        if (Is(path, length, "/proc/self/maps"u8))
        {
            ComposeMaps(text);
        }
        else if (Is(path, length, "/proc/meminfo"u8))
        {
            ComposeMemory(text);
        }
        else if (Is(path, length, "/proc/self/statm"u8))
        {
            ulong used = FrameAllocator.TotalFrames - FrameAllocator.FreeFrames;
            text->Decimal(Commit.Charged)->Text(" "u8)->Decimal(used)->Text(" 0 0 0 "u8)->Decimal(Commit.Charged)->Text(" 0\n"u8);
        }
        else if (Is(path, length, "/proc/uptime"u8))
        {
            ulong now = Clock.Monotonic() / 10_000_000;
            text->Decimal(now / 100)->Text("."u8)->Decimal(now / 10 % 10)->Decimal(now % 10)->Text(" 0.00\n"u8);
        }
        else if (Is(path, length, "/proc/cmdline"u8))
        {
            text->Bytes(BootInfo.CommandLine(), BootInfo.CommandLineLength)->Text("\n"u8);
        }
        else if (Is(path, length, "/proc/version"u8))
        {
            text->Text("CosmosNvme, the .NET runtime in ring 0\n"u8);
        }
        else if (Is(path, length, "/sys/devices/system/cpu/online"u8) || Is(path, length, "/sys/devices/system/cpu/possible"u8))
        {
            ComposeCpuList(text);
        }
        else
        {
            return ComposeCache(path, length, text);
        }

        return true;
    }

    // pthread_getattr_np looks for the line with the first thread's stack and takes its start from there.
    private static void ComposeMaps(TextBuffer* text)
    {
        text->Hex(ImageLayout.Begin)->Text("-"u8)->Hex(ImageLayout.End())->Text(" r-xp 00000000 00:00 0 /kernel\n"u8);
        text->Hex(ThreadFactory.MainStackStart)->Text("-"u8)->Hex(ThreadFactory.MainStackEnd)->Text(" rw-p 00000000 00:00 0 [stack]\n"u8);
    }

    private static void ComposeMemory(TextBuffer* text)
    {
        ulong free = Commit.Limit > Commit.Charged ? Commit.Limit - Commit.Charged : 0;
        text->Text("MemTotal: "u8)->Decimal(FrameAllocator.TotalFrames * 4)->Text(" kB\nMemFree: "u8)->Decimal(FrameAllocator.FreeFrames * 4)
            ->Text(" kB\nMemAvailable: "u8)->Decimal(free * 4)->Text(" kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\nCommitLimit: "u8)
            ->Decimal(Commit.Limit * 4)->Text(" kB\nCommitted_AS: "u8)->Decimal(Commit.Charged * 4)->Text(" kB\n"u8);
    }

    private static void ComposeCpuList(TextBuffer* text)
    {
        ulong online = Cpus.OnlineMask;
        bool first = true;
        for (int i = 0; i < Cpus.Maximum; i++)
        {
            if ((online >> i & 1) == 0)
            {
                continue;
            }

            int last = i;
            while (last + 1 < Cpus.Maximum && (online >> (last + 1) & 1) != 0)
            {
                last++;
            }

            text->Text(first ? ""u8 : ","u8)->Decimal((ulong)i);
            if (last > i)
            {
                text->Text("-"u8)->Decimal((ulong)last);
            }

            first = false;
            i = last;
        }

        text->Text("\n"u8);
    }

    /// <summary>/sys/devices/system/cpu/cpu0/cache/indexN/{size,level} from CPUID leaf 4 (Intel) or 8000001Dh (AMD).</summary>
    private static bool ComposeCache(byte* path, int length, TextBuffer* text)
    {
        if (length < CacheIndexAt + 2 || !StartsWith(path, "/sys/devices/system/cpu/cpu0/cache/index"u8))
        {
            return false;
        }

        byte* rest = path + CacheIndexAt + 1;
        int restLength = length - CacheIndexAt - 1;
        uint index = (uint)path[CacheIndexAt] - '0';
        CacheLeaf leaf;
        if (index > 9 || !ReadCache(index, &leaf))
        {
            return false;
        }

        if (Is(rest, restLength, "/level"u8))
        {
            text->Decimal(leaf.Eax >> 5 & 7)->Text("\n"u8);
            return true;
        }

        if (Is(rest, restLength, "/size"u8))
        {
            ulong ways = (leaf.Ebx >> 22) + 1;
            ulong partitions = (leaf.Ebx >> 12 & 0x3ff) + 1;
            ulong line = (leaf.Ebx & 0xfff) + 1;
            text->Decimal(ways * partitions * line * ((ulong)leaf.Ecx + 1) / 1024)->Text("K\n"u8);
            return true;
        }

        return false;
    }

    private static bool ReadCache(uint index, CacheLeaf* leaf)
    {
        const uint IntelLeaf = 4;
        const uint AmdLeaf = 0x8000_001d;
        Asm.CpuId(IntelLeaf, index, &leaf->Eax);
        if ((leaf->Eax & 0x1f) == 0)
        {
            Asm.CpuId(0x8000_0000, 0, &leaf->Eax);
            if (leaf->Eax < AmdLeaf)
            {
                return false;
            }

            Asm.CpuId(AmdLeaf, index, &leaf->Eax);
        }

        return (leaf->Eax & 0x1f) != 0;
    }

    private static bool StartsWith(byte* path, ReadOnlySpan<byte> prefix)
    {
        foreach (byte character in prefix)
        {
            if (*path++ != character)
            {
                return false;
            }
        }

        return true;
    }

    private static bool Is(byte* path, int length, ReadOnlySpan<byte> name) => length == name.Length && StartsWith(path, name);

    private struct CacheLeaf
    {
        internal uint Eax;
        internal uint Ebx;
        internal uint Ecx;
        internal uint Edx;
    }
}
