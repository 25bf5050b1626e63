namespace CosmosNvme.Nucleus;

/// <summary>One device interrupt: a vector of one CPU, what it counted, and who waits for it.</summary>
internal unsafe struct DeviceInterrupt
{
    /// <summary>Interrupts so far. Written by the CPU that takes them.</summary>
    internal long Count;

    internal int Cpu;

    /// <summary>The vector; 0: this entry is free.</summary>
    internal int Vector;

    internal WaitQueue Waiters;
}
