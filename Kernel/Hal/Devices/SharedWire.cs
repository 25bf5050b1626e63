using System;
using CosmosNvme.Abstractions;
using CosmosNvme.Nucleus;

namespace CosmosNvme.Hal;

/// <summary>
/// A level-triggered wire that several devices may pull at. The hard handler masks it; its work runs the works of all devices and
/// lets it interrupt again, which it does at once if one of them still has something to say.
/// </summary>
internal sealed class SharedWire : InterruptWork
{
    private readonly InterruptController _controller;
    private readonly int _number;
    private InterruptWork[] _works = [];
    private int _cpu;
    private int _vector;

    internal SharedWire(InterruptController controller, int number, int input)
    {
        _controller = controller;
        _number = number;
        Input = input;
        Id = InterruptServices.UsesLegacyPic || !InterruptServices.TryLocate((uint)input, out int apic, out int pin)
            ? $"i8259 pin {input}"
            : $"ioapic{apic} pin {pin}";
        Listen();
    }

    /// <summary>The interrupt controller's input.</summary>
    internal int Input { get; }

    /// <summary>What the machine calls it.</summary>
    internal string Id { get; }

    /// <summary>The CPU that takes it.</summary>
    internal int Cpu => _cpu;

    /// <summary>Makes one more line of it.</summary>
    internal WireInterrupt AddLine(string name) => new(this, name);

    /// <summary>Interrupts that a CPU took.</summary>
    internal long CountOn(int cpu) => InterruptServices.CountOn(_number, cpu);

    /// <inheritdoc/>
    public override void Run()
    {
        foreach (InterruptWork work in _works)
        {
            work.Run();
        }

        // Without a work nobody would ever make the level go away.
        if (_works.Length > 0)
        {
            InterruptServices.UnmaskWire(_number);
        }
    }

    /// <summary>Adds a device's work, and lets the wire interrupt.</summary>
    internal void Add(InterruptWork work) => OnItsCpu(() =>
    {
        _works = [.. _works, work];
        InterruptServices.UnmaskWire(_number);
    });

    /// <summary>Takes a device's work away.</summary>
    internal void Remove(InterruptWork work) => OnItsCpu(() => _works = Array.FindAll(_works, other => other != work));

    /// <summary>Takes a line off the controller's list.</summary>
    internal void Forget(WireInterrupt line)
    {
        lock (_controller.Gate)
        {
            _controller.Forget(line);
        }
    }

    /// <summary>Moves the wire with all its lines.</summary>
    internal bool TryMoveTo(int cpu)
    {
        lock (_controller.Gate)
        {
            bool isMoved = cpu == _cpu;
            if (!isMoved && _controller.HasThread(cpu))
            {
                OnItsCpu(() => isMoved = Move(cpu));
            }

            return isMoved;
        }
    }

    // What came to the old CPU and was not looked at yet may be forgotten: the level is still there.
    private bool Move(int cpu)
    {
        SoftInterruptThread old = _controller.ThreadOf(_cpu);
        int oldVector = _vector;
        if (!InterruptServices.TryStartMove(_number, 1, cpu))
        {
            return false;
        }

        Listen();
        InterruptServices.FinishMove(_number);
        old.Disconnect(oldVector);
        InterruptServices.UnmaskWire(_number);
        return true;
    }

    private void Listen()
    {
        _cpu = InterruptServices.ReadMessage(_number, out _, out _vector);
        _controller.ThreadOf(_cpu).Connect(_vector, this);
    }

    private void OnItsCpu(Action action)
    {
        lock (_controller.Gate)
        {
            _controller.ThreadOf(_cpu).Invoke(action);
        }
    }
}
