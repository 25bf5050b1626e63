using System.Threading;

namespace CosmosNvme.Abstractions;

/// <summary>What the .NET runtime says, which asks its operating system: for machines that have no quicker way.</summary>
public sealed class RuntimeCpuNumber : CpuNumber
{
    /// <inheritdoc/>
    public override int Current => Thread.GetCurrentProcessorId();
}
