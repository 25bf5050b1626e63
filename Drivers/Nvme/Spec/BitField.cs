using System;

namespace CosmosNvme.Nvme;

/// <summary>Some bits of a register. One definition serves reading and writing, so that the two cannot disagree.</summary>
/// <param name="Shift">Lowest bit, 0 to 63.</param>
/// <param name="Width">Number of bits, 1 to 63.</param>
internal readonly record struct BitField(int Shift, int Width)
{
    /// <summary>The largest value that fits.</summary>
    internal ulong Maximum => (1UL << Width) - 1;

    /// <summary>The field's value in <paramref name="register"/>.</summary>
    internal uint Get(ulong register) => (uint)((register >> Shift) & Maximum);

    /// <summary>True if any bit of the field is set in <paramref name="register"/>.</summary>
    internal bool IsSet(ulong register) => Get(register) != 0;

    /// <summary><paramref name="register"/> with the field set to <paramref name="value"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value does not fit: a bug of the caller.</exception>
    internal ulong Set(ulong register, ulong value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Maximum);
        return (register & ~(Maximum << Shift)) | (value << Shift);
    }
}
