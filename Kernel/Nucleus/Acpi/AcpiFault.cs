using System;

namespace CosmosNvme.Nucleus;

/// <summary>Why an ACPI structure was not accepted.</summary>
internal enum AcpiFault : byte
{
    /// <summary>Nothing wrong.</summary>
    None,

    /// <summary>The structure is not there (null address).</summary>
    Absent,

    /// <summary>Its memory could not be mapped.</summary>
    Unmapped,

    /// <summary>It carries another signature than the place demands.</summary>
    WrongSignature,

    /// <summary>Its length field is below the minimum or above the bound.</summary>
    BadLength,

    /// <summary>Its bytes do not add up to zero.</summary>
    BadChecksum,

    /// <summary>An entry in it has a length of zero or one too short for its type.</summary>
    ShortEntry,

    /// <summary>An entry in it reaches beyond the end.</summary>
    EntryBeyondEnd,

    /// <summary>A field holds a value that no working machine can have.</summary>
    ImpossibleValue,
}

/// <summary>Words for <see cref="AcpiFault"/>.</summary>
internal static class AcpiFaultText
{
    /// <summary>A phrase that completes the sentence "table X ...".</summary>
    internal static ReadOnlySpan<byte> Of(AcpiFault fault) => WordList.Get(
        "is sound|is absent|cannot be mapped|has the wrong signature|has an impossible length|"u8
            + "has a bad checksum|has an entry that is too short|has an entry that reaches beyond its end|"u8
            + "holds an impossible value"u8,
        (int)fault);
}
