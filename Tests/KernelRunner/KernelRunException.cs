using System;
using CosmosNvme.Lab;

namespace CosmosNvme.KernelRunner;

/// <summary>A machine that should run tests did not get to the first.</summary>
/// <param name="message">What happened, with the ends of console and log.</param>
/// <param name="machine">What the machine left behind.</param>
public sealed class KernelRunException(string message, MachineResult machine) : Exception(message)
{
    /// <summary>What the machine left behind.</summary>
    public MachineResult Machine => machine;
}
