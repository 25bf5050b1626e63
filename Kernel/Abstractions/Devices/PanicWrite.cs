namespace CosmosNvme.Abstractions;

/// <summary>
/// What is done to a device when the kernel panics: bits of one register are changed, and another one shows when the device is done. By then no
/// driver can run any more, so it says beforehand what it would do.
/// </summary>
public readonly record struct PanicWrite
{
    /// <summary>Bytes from the start of the registers to a register of 32 bits.</summary>
    public required uint Offset { get; init; }

    /// <summary>Bits of the register that stay as they are; the others become <see cref="Set"/>. All ones there: the device is gone, and left alone.</summary>
    public required uint Keep { get; init; }

    /// <summary>Bits to set.</summary>
    public required uint Set { get; init; }

    /// <summary>Bytes from the start of the registers to the register of 32 bits that shows the end.</summary>
    public required uint StatusOffset { get; init; }

    /// <summary>Bits of that register which are looked at.</summary>
    public required uint StatusMask { get; init; }

    /// <summary>What they are when the device is done.</summary>
    public required uint StatusDone { get; init; }

    /// <summary>Longest wait for that, in milliseconds; 0: none.</summary>
    public required uint MostMilliseconds { get; init; }
}
