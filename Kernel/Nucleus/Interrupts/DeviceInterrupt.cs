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

    /// <summary>While the line moves, the CPU and the vector that it leaves; vector 0: it does not move.</summary>
    internal int OldCpu;
    internal int OldVector;
}
