using System;

namespace CosmosNvme.Abstractions;

/// <summary>Keeps what is to be done to devices when the kernel panics. Any thread; does not block.</summary>
public interface IPanicWrites
{
    /// <summary>Keeps one more.</summary>
    /// <param name="registers">The device's registers, from the machine's <see cref="IPhysicalMemory"/>.</param>
    /// <param name="write">What to do to them; its offsets are checked now.</param>
    /// <returns>Forgets it again when disposed; null if there is no room for it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An offset is outside the registers, or not a multiple of four.</exception>
    IDisposable? TryAdd(RegisterWindow registers, in PanicWrite write);
}
