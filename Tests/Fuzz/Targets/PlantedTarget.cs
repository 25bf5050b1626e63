using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace CosmosNvme.Fuzz;

/// <summary>A target with a fault in it, so that tests see that the fuzzer finds each kind. No parser, and in no list.</summary>
internal sealed class PlantedTarget(string fault) : FuzzTarget
{
    /// <summary>What the names of these targets begin with.</summary>
    internal const string NamePrefix = "planted-";

    private const int LengthThatShowsIt = 3;

    private static ulong s_changing;

    /// <inheritdoc/>
    internal override string Name => NamePrefix + fault;

    /// <inheritdoc/>
    internal override string Summary => "a planted fault";

    /// <inheritdoc/>
    internal override int MaximumLength => 64;

    /// <inheritdoc/>
    internal override IEnumerable<byte[]> Seeds() => [[]];

    /// <inheritdoc/>
    internal override void Repair(Span<byte> input)
    {
        if (!input.IsEmpty)
        {
            input[0] = (byte)fault[0];
        }
    }

    /// <inheritdoc/>
    internal override ulong Run(ReadOnlySpan<byte> input)
    {
        if (input.Length < LengthThatShowsIt || input[0] != fault[0] || input[1] < 0x80)
        {
            return 0;
        }

        switch (fault)
        {
            case "throw":
                throw new InvalidOperationException("planted");
            case "rule":
                Rule.Demand(false, "planted", $"{input.Length} bytes");
                break;
            case "hoard":
                return (ulong)new byte[16 << 20].Length;
            case "unsteady":
                return ++s_changing;
            case "fault":
                return Marshal.ReadByte(1 << 20);
            default:
                while (s_changing != ulong.MaxValue)
                {
                    s_changing = input[0];
                }

                break;
        }

        return 0;
    }
}
