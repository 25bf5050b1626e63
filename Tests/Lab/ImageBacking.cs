using System.Collections.Generic;
using System.Globalization;

namespace CosmosNvme.Lab;

/// <summary>An image file; raw, or qcow2 by its magic number.</summary>
/// <param name="Path">The file.</param>
public sealed record ImageBacking(string Path) : Backing
{
    /// <summary>Whether the file stays as it is and what the machine writes is lost with it. Then many machines may use the file at once.</summary>
    public bool KeepsImage { get; init; }

    /// <summary>Requests per second that the disk serves, so that it is slower than those who use it; null: as many as the host can.</summary>
    public int? RequestsPerSecond { get; init; }

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Arguments(string id) =>
        ["-drive", $"if=none,id={id},format={DiskImage.Format(Path)},discard=unmap,file={QemuArguments.Escape(Path)}{(KeepsImage ? ",snapshot=on" : "")}{Limit}"];

    private string Limit => RequestsPerSecond is int limit ? string.Create(CultureInfo.InvariantCulture, $",throttling.iops-total={limit}") : "";
}
