using System;
using System.Collections.Generic;

namespace CosmosNvme.Lab;

/// <summary>Any block driver of QEMU, such as one that logs writes.</summary>
/// <param name="Options">What stands behind <c>-blockdev</c>, without <c>node-name</c>.</param>
public sealed record BlockDriverBacking(string Options) : Backing
{
    /// <inheritdoc/>
    internal override IReadOnlyList<string> Arguments(string id) =>
        Options.Contains("node-name", StringComparison.Ordinal) ? throw new ArgumentException("The lab names the node.") : ["-blockdev", $"{Options},node-name={id}"];
}
