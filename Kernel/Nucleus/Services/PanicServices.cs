namespace CosmosNvme.Nucleus;

/// <summary>What is to be done to devices in a panic. Callable from every thread; nothing here allocates or blocks.</summary>
public static unsafe class PanicServices
{
    /// <summary>Keeps what a panic does to a device.</summary>
    /// <param name="register">The register to change, mapped for good.</param>
    /// <param name="keep">Bits of it that stay.</param>
    /// <param name="set">Bits to set.</param>
    /// <param name="status">The register that shows the end, mapped for good.</param>
    /// <param name="statusMask">Its bits that count.</param>
    /// <param name="statusDone">What they are at the end.</param>
    /// <param name="mostMilliseconds">Longest wait.</param>
    /// <returns>Its number, or -1: there is no room.</returns>
    public static int TryAdd(uint* register, uint keep, uint set, uint* status, uint statusMask, uint statusDone, uint mostMilliseconds)
    {
        PanicWrite write = new()
        {
            Register = register,
            Keep = keep,
            Set = set,
            Status = status,
            StatusMask = statusMask,
            StatusDone = statusDone,
            MostMilliseconds = mostMilliseconds,
        };
        return PanicWrites.TryAdd(write);
    }

    /// <summary>Forgets what <see cref="TryAdd"/> gave a number.</summary>
    public static void Remove(int number) => PanicWrites.Remove(number);
}
