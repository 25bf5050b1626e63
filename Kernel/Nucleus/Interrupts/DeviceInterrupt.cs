namespace CosmosNvme.Nucleus;

/// <summary>One device interrupt: a vector of one CPU, and what it counted on each.</summary>
internal unsafe struct DeviceInterrupt
{
    /// <summary>Interrupts so far, by CPU; each is written by its own CPU. Null until the entry is first used.</summary>
    internal long* Counts;

    internal int Cpu;

    /// <summary>The vector; 0: this entry is free.</summary>
    internal int Vector;

    /// <summary>1: a level-triggered wire at <see cref="Input"/>; 0: a message.</summary>
    internal int IsWire;

    /// <summary>A wire's input of the interrupt controller; see <see cref="Wires"/>.</summary>
    internal uint Input;

    /// <summary>1: the CPU's soft-interrupt thread has a work for it; 0: only threads wait for it, or nobody does.</summary>
    internal int HasWork;

    /// <summary>1: threads wait for it, see <see cref="LineWaits"/>.</summary>
    internal int IsWaitedFor;

    /// <summary>Interrupts that threads may wait for, counted round and round. Written under the lock of <see cref="Waiters"/>.</summary>
    internal uint Signals;

    /// <summary>Threads that wait for the next one.</summary>
    internal WaitQueue Waiters;

    /// <summary>While the line moves, the CPU and the vector that it leaves; vector 0: it does not move.</summary>
    internal int OldCpu;
    internal int OldVector;
}
