using System;
using CosmosNvme.Abstractions;
using CosmosNvme.Nucleus;

namespace CosmosNvme.Hal;

/// <summary>One device's share of a wire.</summary>
internal sealed class WireInterrupt : InterruptLine
{
    private readonly SharedWire _wire;
    private InterruptWork? _work;

    internal WireInterrupt(SharedWire wire, string name)
    {
        _wire = wire;
        Name = name;
    }

    /// <inheritdoc/>
    public override string Id => _wire.Id;

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override int Cpu => _wire.Cpu;

    /// <inheritdoc/>
    public override long Count
    {
        get
        {
            long count = 0;
            for (int cpu = 0; cpu < CpuServices.Count; cpu++)
            {
                count += CountOn(cpu);
            }

            return count;
        }
    }

    /// <inheritdoc/>
    public override bool IsShutOff => _wire.IsShutOff;

    /// <inheritdoc/>
    public override PhysicalAddress MessageAddress => default;

    /// <inheritdoc/>
    public override uint MessageData => 0;

    /// <inheritdoc/>
    public override long CountOn(int cpu) => _wire.CountOn(cpu);

    /// <inheritdoc/>
    public override void Attach(InterruptWork work)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (_work is not null)
        {
            throw new InvalidOperationException($"{Name} has its work already.");
        }

        _work = work;
        _wire.Add(work, Name);
    }

    /// <inheritdoc/>
    public override void Detach()
    {
        if (_work is not null)
        {
            _wire.Remove(_work);
            _work = null;
        }
    }

    /// <inheritdoc/>
    public override bool TryMoveTo(int cpu) => _wire.TryMoveTo(cpu);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Detach();
            _wire.Forget(this);
        }
    }
}
