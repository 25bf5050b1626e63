using System.Collections.Generic;

namespace CosmosNvme.Lab;

/// <summary>A disk that an <see cref="NbdServer"/> has.</summary>
/// <param name="Socket">The server's socket.</param>
/// <param name="Disk">Name of the disk.</param>
public sealed record NbdBacking(string Socket, string Disk) : Backing
{
    /// <inheritdoc/>
    internal override IReadOnlyList<string> Arguments(string id) =>
        ["-blockdev", $"driver=nbd,node-name={id},server.type=unix,server.path={QemuArguments.Escape(Socket)},export={Disk},discard=unmap"];
}
