using System.Collections.Generic;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>A mounted FAT file system, for reading.</summary>
internal sealed class FatVolume : FileSystem
{
    private readonly IBlockDevice _device;

    /// <summary>Makes it; reads nothing.</summary>
    internal FatVolume(IBlockDevice device, FatGeometry geometry)
    {
        _device = device;
        Geometry = geometry;
        Table = new FatTable(device, geometry);
        Root = new FatNode(this);
    }

    /// <inheritdoc/>
    public override string TypeName => FatType.Name;

    /// <inheritdoc/>
    public override IBlockDevice? Device => _device;

    /// <inheritdoc/>
    public override bool IsReadOnly => true;

    /// <inheritdoc/>
    public override FileNode Root { get; }

    /// <summary>Where everything lies.</summary>
    internal FatGeometry Geometry { get; }

    /// <summary>The table.</summary>
    internal FatTable Table { get; }

    /// <summary>Finds the label: the root directory's, else the boot sector's.</summary>
    internal FileStatus GetLabel(out string label)
    {
        List<FatEntry> entries = [];
        ClusterChain? chain = Geometry.Kind == FatKind.Fat32 ? new ClusterChain(this, Geometry.RootCluster) : null;
        FileStatus status = FatDirectoryReader.Read(this, chain, entries);
        label = entries.Find(entry => entry.IsVolumeLabel)?.Name ?? Geometry.BootLabel;
        return status;
    }
}
