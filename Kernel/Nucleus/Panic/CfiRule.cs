namespace CosmosNvme.Nucleus;

/// <summary>How one register of the caller is found (DWARF 4, section 6.4.1).</summary>
internal enum CfiRule : byte
{
    /// <summary>Nothing is said: preserved if the calling convention preserves it.</summary>
    Unspecified,

    /// <summary>The value is lost.</summary>
    Undefined,

    /// <summary>Unchanged.</summary>
    SameValue,

    /// <summary>In memory at CFA + number.</summary>
    Offset,

    /// <summary>CFA + number itself.</summary>
    ValueOffset,

    /// <summary>In another register.</summary>
    Register,

    /// <summary>In memory at what an expression gives.</summary>
    Expression,

    /// <summary>What an expression gives.</summary>
    ValueExpression,
}
