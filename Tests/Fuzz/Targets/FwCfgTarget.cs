using System;
using System.Collections.Generic;
using CosmosNvme.Nucleus;

namespace CosmosNvme.Fuzz;

/// <summary>The directory of QEMU's firmware configuration device.</summary>
internal sealed unsafe class FwCfgTarget : FuzzTarget
{
    private const int MostEntries = 64;

    private static readonly GuardedMemory s_entry = new(FwCfgDirectory.EntryLength);
    private static readonly byte[][] s_names = ["opt/cosmos/exec"u8.ToArray(), "x"u8.ToArray(), new byte[FwCfgDirectory.EntryLength], []];

    /// <inheritdoc/>
    internal override string Name => "fwcfg";

    /// <inheritdoc/>
    internal override string Summary => "the directory of QEMU's firmware configuration device";

    /// <inheritdoc/>
    internal override int MaximumLength => FwCfgDirectory.EntryLength * MostEntries;

    /// <inheritdoc/>
    internal override IReadOnlyList<byte[]> Words => s_names;

    /// <inheritdoc/>
    internal override IEnumerable<byte[]> Seeds()
    {
        yield return new ByteWriter().Add(0, 0, 0, 10, 0, 0x29, 0, 0).Text("opt/cosmos/exec").To(64).Add(0, 1, 0, 0, 0, 0x2A, 0, 0).Text(new string('x', 56)).Build();
    }

    /// <inheritdoc/>
    internal override ulong Run(ReadOnlySpan<byte> input)
    {
        Digest digest = new();
        InputReader reader = new(input);
        Span<byte> entry = stackalloc byte[FwCfgDirectory.EntryLength];
        while (!reader.Rest.IsEmpty)
        {
            entry.Clear();
            reader.Piece(FwCfgDirectory.EntryLength).CopyTo(entry);
            byte* placed = s_entry.Place(entry);
            foreach (byte[] name in s_names)
            {
                FwCfgFile file = default;
                bool matches = FwCfgDirectory.Matches(placed, name, &file);
                digest.Add(matches);
                digest.Add((ulong)file.Length | ((ulong)file.Key << 32));
                Rule.Demand(!matches || entry[8..].StartsWith(name), "a match has the name", $"{name.Length} bytes");
            }
        }

        return digest.Value;
    }
}
