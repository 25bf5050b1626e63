using System;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>ISO 9660: CDs, DVDs, and images of them.</summary>
internal sealed class IsoType : FileSystemType
{
    /// <summary>The name that Linux has for it.</summary>
    internal const string Name = "iso9660";

    // As many as nobody writes; a volume without an end of its descriptors is damaged.
    private const int MostDescriptors = 64;

    /// <inheritdoc/>
    internal override FileSystemIdentity? Identify(IBlockDevice device)
    {
        byte[] sector = new byte[IsoDescriptor.Bytes];
        if (DeviceReader.Length(device) < IsoDescriptor.FirstOffset + IsoDescriptor.Bytes
            || !DeviceReader.Read(device, IsoDescriptor.FirstOffset, sector).IsSuccess || !IsoDescriptor.IsDescriptor(sector))
        {
            return null;
        }

        FileStatus status = Find(device, out IsoDescriptor? primary, out _);
        return new FileSystemIdentity(Name, primary?.Label ?? string.Empty, string.Empty, status.IsSuccess ? null : status.Message);
    }

    /// <inheritdoc/>
    internal override FileStatus Mount(IBlockDevice device, bool writable, out FileSystem? fileSystem)
    {
        fileSystem = null;
        if (writable)
        {
            return FileStatus.Of(FileError.ReadOnly, $"{Name} cannot be written; mount /dev/{device.Name} read-only ('-o ro', the default)");
        }

        FileStatus status = Find(device, out IsoDescriptor? primary, out IsoDescriptor? joliet);
        if (!status.IsSuccess)
        {
            return status;
        }

        status = HasRockRidge(device, primary!, out bool hasRockRidge);
        fileSystem = status.IsSuccess ? new IsoVolume(device, hasRockRidge ? primary! : joliet ?? primary!, hasRockRidge) : null;
        return status;
    }

    private static FileStatus Find(IBlockDevice device, out IsoDescriptor? primary, out IsoDescriptor? joliet)
    {
        primary = null;
        joliet = null;
        byte[] sector = new byte[IsoDescriptor.Bytes];
        for (ulong i = 0; i < MostDescriptors; i++)
        {
            ulong offset = IsoDescriptor.FirstOffset + (i * IsoDescriptor.Bytes);
            BlockStatus status = offset + IsoDescriptor.Bytes > DeviceReader.Length(device) ? BlockStatus.Of(BlockError.OutOfRange) : DeviceReader.Read(device, offset, sector);
            if (!status.IsSuccess)
            {
                return FileStatus.OfDevice(device, status, "its volume descriptors");
            }

            if (!IsoDescriptor.IsDescriptor(sector) || IsoDescriptor.IsTerminator(sector))
            {
                break;
            }

            string? problem = IsoDescriptor.Parse(sector, out IsoDescriptor? found);
            if (problem is not null)
            {
                return FileStatus.Of(FileError.Damaged, problem);
            }

            joliet = found is { IsJoliet: true } ? found : joliet;
            primary ??= found is { IsJoliet: false } ? found : null;
        }

        return primary is null ? FileStatus.Of(FileError.Damaged, "it has no primary volume descriptor") : FileStatus.Success;
    }

    // The root directory's own record says so, in a field SP (IEEE P1281 §5.3).
    private static FileStatus HasRockRidge(IBlockDevice device, IsoDescriptor primary, out bool hasRockRidge)
    {
        hasRockRidge = false;
        byte[] block = new byte[primary.BlockBytes];
        FileStatus status = new IsoVolume(device, primary, hasRockRidge: false).ReadContent(primary.Root, 0, block);
        if (status.IsSuccess && IsoRecord.TryParse(block, 0, isJoliet: false, out _))
        {
            ReadOnlySpan<byte> fields = IsoRecord.SystemUse(block);
            hasRockRidge = fields.Length >= 7 && fields.StartsWith("SP"u8) && fields[4] == 0xBE && fields[5] == 0xEF && fields[6] == 0;
        }

        return status;
    }
}
