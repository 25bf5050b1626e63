using CosmosNvme.Abstractions;
using CosmosNvme.Nucleus;

namespace CosmosNvme.Hal;

/// <summary>A vector of a CPU that a device triggers by a message.</summary>
internal sealed class MessageInterrupt : InterruptLine
{
    private readonly int _line;
    private bool _disposed;

    internal MessageInterrupt(string name, int cpu, int line, ulong address, uint data)
    {
        Name = name;
        Cpu = cpu;
        _line = line;
        MessageAddress = new PhysicalAddress(address);
        MessageData = data;
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override int Cpu { get; }

    /// <inheritdoc/>
    public override long Count => InterruptServices.Count(_line);

    /// <inheritdoc/>
    public override PhysicalAddress MessageAddress { get; }

    /// <inheritdoc/>
    public override uint MessageData { get; }

    /// <inheritdoc/>
    public override long Wait(long lastCount, long timeoutNanoseconds) =>
        LibC.SystemCall(InterruptServices.WaitCall, _line, lastCount, timeoutNanoseconds);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            InterruptServices.Free(_line);
        }
    }
}
