namespace CosmosNvme.Abstractions;

/// <summary>Time for drivers, so that tests can let it run as they like.</summary>
public interface IClock
{
    /// <summary>Nanoseconds since some fixed moment; never goes back. Any context.</summary>
    long Nanoseconds { get; }

    /// <summary>Lets at least <paramref name="nanoseconds"/> pass. Thread context; may sleep.</summary>
    void Delay(long nanoseconds);
}
