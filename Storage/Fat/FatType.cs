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
        FatVolume volume = new(device, geometry);
        volume.GetLabel(out string label);
        volume.Close();
        return new FileSystemIdentity(Name, label, geometry.Serial, null);
    }

    /// <inheritdoc/>
    internal override FileStatus Mount(IBlockDevice device, bool writable, out FileSystem? fileSystem)
    {
        fileSystem = null;
        if (writable && device.IsReadOnly)
        {
            return FileStatus.Of(FileError.ReadOnly, $"/dev/{device.Name} is write-protected; mount it read-only ('-o ro', the default)");
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

        // A sector that is only a part of a block could not be written by itself, and the order of writes would be lost.
        if (writable && geometry.SectorBytes < device.BlockBytes)
        {
            return FileStatus.Of(FileError.NotSupported, $"/dev/{device.Name} has blocks of {device.BlockBytes} bytes, but the sectors of its file system have {geometry.SectorBytes}; it can only be mounted read-only ('-o ro', the default)");
        }

        FatVolume volume = new(device, geometry, writable);
        FileStatus state = writable ? volume.ReadState() : FileStatus.Success;
        if (!state.IsSuccess)
        {
            return state;
        }

        fileSystem = volume;
        return FileStatus.Success;
    }
}
