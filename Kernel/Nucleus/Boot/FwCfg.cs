using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CosmosNvme.Nucleus;

/// <summary>
/// QEMU's firmware configuration device by port I/O (QEMU docs/specs/fw_cfg): files that the host gives to the guest. Boot CPU only;
/// one file is read at a time. Ports are touched only under a hypervisor, because real machines may have something else there.
/// </summary>
[SkipLocalsInit]
internal static unsafe class FwCfg
{
    private const ushort SelectorPort = 0x510;
    private const ushort DataPort = 0x511;
    private const ushort SignatureKey = 0x0000;
    private const ushort DirectoryKey = 0x0019;
    private const uint Signature = 0x5145_4D55; // "QEMU", big-endian

    private static uint s_remaining;

    /// <summary>True if the device is there.</summary>
    internal static bool IsPresent()
    {
        if (!CpuFeatures.Has(CpuFeature.Hypervisor))
        {
            return false;
        }

        uint signature;
        Select(SignatureKey);
        ReadBytes((byte*)&signature, sizeof(uint));
        return FwCfgDirectory.Number((byte*)&signature) == Signature;
    }

    /// <summary>
    /// Looks a file up by its whole name, stores its length and key, and makes it the one that <see cref="Read"/> reads, from its
    /// beginning. False if there is no such device or file.
    /// </summary>
    internal static bool TryOpen(ReadOnlySpan<byte> name, FwCfgFile* file)
    {
        s_remaining = 0;
        file->Length = 0;
        file->Key = 0;
        if (!IsPresent())
        {
            return false;
        }

        // Not stackalloc, whose stack cookie would bring the runtime in.
        Entry storage;
        byte* entry = (byte*)&storage;
        Select(DirectoryKey);
        ReadBytes(entry, 4);
        uint count = FwCfgDirectory.Number(entry);
        if (count > FwCfgDirectory.MaximumEntries)
        {
            return false;
        }

        for (uint i = 0; i < count; i++)
        {
            ReadBytes(entry, FwCfgDirectory.EntryLength);
            if (FwCfgDirectory.Matches(entry, name, file))
            {
                Select(file->Key);
                s_remaining = file->Length;
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Reads the next bytes of the opened file. Returns how many: fewer than <paramref name="length"/> at the end of the file, 0 after it.
    /// </summary>
    internal static uint Read(byte* destination, uint length)
    {
        uint count = length < s_remaining ? length : s_remaining;
        ReadBytes(destination, count);
        s_remaining -= count;
        return count;
    }

    private static void Select(ushort key) => Asm.Out16(SelectorPort, key);

    private static void ReadBytes(byte* destination, uint length)
    {
        for (uint i = 0; i < length; i++)
        {
            destination[i] = Asm.In8(DataPort);
        }
    }

    [StructLayout(LayoutKind.Sequential, Size = FwCfgDirectory.EntryLength)]
    private struct Entry
    {
    }
}
