using System;
using CosmosNvme.Abstractions;
using CosmosNvme.Nucleus;

namespace CosmosNvme.Hal;

/// <summary>A vector of a CPU that a device triggers by a message.</summary>
internal sealed class MessageInterrupt : InterruptLine
{
    private readonly MessageLines _lines;
    private readonly int _number;
    private InterruptWork? _work;
    private LineSignal? _signal;
    private ulong _address;
    private int _vector;
    private int _cpu;

    internal MessageInterrupt(MessageLines lines, int number, string id, string name)
    {
        _lines = lines;
        _number = number;
        Id = id;
        Name = name;
        _cpu = InterruptServices.ReadMessage(number, out _address, out _vector);
    }

    /// <inheritdoc/>
    public override string Id { get; }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override int Cpu => _cpu;

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
    public override PhysicalAddress MessageAddress => new(_address);

    /// <inheritdoc/>
    public override uint MessageData => (uint)_vector;

    /// <inheritdoc/>
    public override InterruptSignal? Signal
    {
        get
        {
            if (_signal is null)
            {
                _signal = new LineSignal(_number);
                TellNucleus();
            }

            return _signal;
        }
    }

    internal bool IsDisposed { get; private set; }

    /// <inheritdoc/>
    public override long CountOn(int cpu) => InterruptServices.CountOn(_number, cpu);

    /// <inheritdoc/>
    public override void Attach(InterruptWork work)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (_work is not null)
        {
            throw new InvalidOperationException($"{Id} has its work already.");
        }

        _work = work;
        _lines.ThreadOf(_cpu).Connect(_vector, work);
        TellNucleus();
    }

    /// <inheritdoc/>
    public override void Detach() => _lines.Run(() =>
    {
        _work = null;
        TellNucleus();
        _lines.ThreadOf(_cpu).Disconnect(_vector);
    });

    /// <inheritdoc/>
    public override bool TryMoveTo(int cpu) => _lines.TryMoveTo(cpu);

    /// <summary>Takes over what the nucleus says about the line, which has moved, and gives its work to the new CPU's thread.</summary>
    internal void TakeMessage()
    {
        _cpu = InterruptServices.ReadMessage(_number, out _address, out _vector);
        if (_work is not null)
        {
            _lines.ThreadOf(_cpu).Connect(_vector, _work);
        }
    }

    private void TellNucleus() => InterruptServices.SetListeners(_number, hasWork: _work is not null, isWaitedFor: _signal is not null);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !IsDisposed)
        {
            Detach();
            IsDisposed = true;
            InterruptServices.Free(_number);
            _lines.Forget(this);
        }
    }
}
