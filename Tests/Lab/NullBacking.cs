using System.Collections.Generic;
using System.Globalization;

namespace CosmosNvme.Lab;

/// <summary>Zeroes that swallow what is written: for machines on which nobody looks at the content, and for measuring.</summary>
/// <param name="Bytes">Size of the disk.</param>
public sealed record NullBacking(long Bytes) : Backing
{
    /// <inheritdoc/>
    internal override IReadOnlyList<string> Arguments(string id) =>
        ["-blockdev", string.Create(CultureInfo.InvariantCulture, $"driver=null-co,node-name={id},size={Bytes},read-zeroes=on")];
}
