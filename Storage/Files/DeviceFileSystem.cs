using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>The view of the block devices as files that /dev is.</summary>
internal sealed class DeviceFileSystem(BlockDevices devices) : FileSystem
{
    /// <inheritdoc/>
    public override string TypeName => "devtmpfs";

    /// <inheritdoc/>
    public override IBlockDevice? Device => null;

    /// <inheritdoc/>
    public override bool IsReadOnly => true;

    /// <inheritdoc/>
    public override FileNode Root { get; } = new DeviceDirectory(devices);
}
