using System;
using System.Collections.Generic;
using System.Globalization;

namespace CosmosNvme.Lab;

/// <summary>Zeroes that swallow what is written: for machines on which nobody looks at the content, and for measuring.</summary>
/// <param name="Bytes">Size of the disk.</param>
public sealed record NullBacking(long Bytes) : Backing
{
    /// <summary>How long each request takes, in the host's time.</summary>
    public TimeSpan Latency { get; init; }

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Arguments(string id)
    {
        string latency = Latency == TimeSpan.Zero ? "" : string.Create(CultureInfo.InvariantCulture, $",latency-ns={(long)Latency.TotalNanoseconds}");
        return ["-blockdev", string.Create(CultureInfo.InvariantCulture, $"driver=null-co,node-name={id},size={Bytes},read-zeroes=on{latency}")];
    }
}
