using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>FAT12, FAT16 and FAT32, with long names.</summary>
internal sealed class FatType : FileSystemType
{
    /// <summary>The name that Linux has for all of them.</summary>
    internal const string Name = "vfat";

    /// <inheritdoc/>
    internal override FileSystemIdentity? Identify(IBlockDevice device)
    {
        byte[] sector = new byte[FatGeometry.BootSectorBytes];
        if (DeviceReader.Length(device) < FatGeometry.BootSectorBytes || !DeviceReader.Read(device, 0, sector).IsSuccess || !FatGeometry.LooksLikeFat(sector))
        {
            return null;
        }

        string? problem = FatGeometry.Parse(sector, DeviceReader.Length(device), out FatGeometry? geometry);
        if (geometry is null)
        {
            return new FileSystemIdentity(Name, string.Empty, string.Empty, problem);
        }

        // A damaged root directory shows when it is read; the label is a courtesy.
        new FatVolume(device, geometry).GetLabel(out string label);
        return new FileSystemIdentity(Name, label, geometry.Serial, null);
    }

    /// <inheritdoc/>
    internal override FileStatus Mount(IBlockDevice device, bool writable, out FileSystem? fileSystem)
    {
        fileSystem = null;
        if (writable)
        {
            return FileStatus.Of(FileError.NotSupported, $"writing to {Name} is not possible yet; mount /dev/{device.Name} read-only ('-o ro', the default)");
        }

        byte[] sector = new byte[FatGeometry.BootSectorBytes];
        BlockStatus status = DeviceReader.Read(device, 0, sector);
        if (!status.IsSuccess)
        {
            return FileStatus.OfDevice(device, status, "its boot sector");
        }

        string? problem = FatGeometry.Parse(sector, DeviceReader.Length(device), out FatGeometry? geometry);
        if (geometry is null)
        {
            return FileStatus.Of(FileError.Damaged, $"/dev/{device.Name} cannot be mounted: {problem}");
        }

        fileSystem = new FatVolume(device, geometry);
        return FileStatus.Success;
    }
}
