using System;
using System.Collections.Generic;

namespace CosmosNvme.Fuzz;

/// <summary>
/// Something that reads bytes which nobody vouches for. A target is stateless between inputs, and single-threaded. It never reports by
/// itself: what it calls must not throw, hang or hoard, and what it got must obey the rules that it checks with <see cref="Rule"/>.
/// </summary>
internal abstract class FuzzTarget
{
    /// <summary>Its name on the command line.</summary>
    internal abstract string Name { get; }

    /// <summary>What it reads, in a few words.</summary>
    internal abstract string Summary { get; }

    /// <summary>Longest input that is tried.</summary>
    internal virtual int MaximumLength => 16 * 1024;

    /// <summary>True if an input always gives the same digest; false only where threads of the code itself make that impossible.</summary>
    internal virtual bool IsSteady => true;

    /// <summary>Byte strings that mean something in the format.</summary>
    internal virtual IReadOnlyList<byte[]> Words => [];

    /// <summary>Managed bytes that one input may make the code allocate.</summary>
    /// <param name="inputLength">Bytes of the input.</param>
    internal virtual long AllocationLimit(int inputLength) => (256 * 1024) + (256L * inputLength);

    /// <summary>Small inputs that are valid and together reach most of the code.</summary>
    internal abstract IEnumerable<byte[]> Seeds();

    /// <summary>Puts right what a change of a byte nearly always breaks, such as checksums, so that inputs get past the first check.</summary>
    /// <param name="input">Any bytes.</param>
    internal virtual void Repair(Span<byte> input)
    {
    }

    /// <summary>Feeds one input to the code.</summary>
    /// <param name="input">Any bytes, up to <see cref="MaximumLength"/>.</param>
    /// <returns>A digest of all that was seen: the same input gives the same one.</returns>
    internal abstract ulong Run(ReadOnlySpan<byte> input);
}
