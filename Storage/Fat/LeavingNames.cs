using System.Collections.Generic;

namespace CosmosNvme.Storage;

/// <summary>
/// Names that have been removed from directories while the disk still has them. Until it has not, one that is used again elsewhere in its directory
/// could be there twice after a power cut. Belongs to the volume's <see cref="FatVolume.Changes"/>.
/// </summary>
internal sealed class LeavingNames
{
    private readonly Dictionary<(uint Directory, string Name), FatSlots> _names = [];

    /// <summary>Notes the names of entries, the long one and the short one.</summary>
    /// <param name="directory">First cluster of the directory; 0 for a root directory without clusters.</param>
    /// <param name="slots">The entries.</param>
    internal void Add(uint directory, FatSlots slots)
    {
        _names[(directory, slots.Name.ToUpperInvariant())] = slots;
        _names[(directory, slots.ShortName.ToUpperInvariant())] = slots;
    }

    /// <summary>The entries of a name, a long one or a short one, in any case; null if there are none.</summary>
    internal FatSlots? Find(uint directory, string name) => _names.Count == 0 ? null : _names.GetValueOrDefault((directory, name.ToUpperInvariant()));

    /// <summary>They are gone.</summary>
    internal void Clear() => _names.Clear();
}
