using System;
using System.Globalization;
using System.Linq;
using System.Threading;
using CosmosNvme.Abstractions;
using CosmosNvme.Nucleus;
using LogLevel = CosmosNvme.Abstractions.LogLevel;

namespace CosmosNvme.Hal;

/// <summary>
/// A level-triggered wire that several devices may pull at. The hard handler masks it; its work runs the works of all devices and
/// lets it interrupt again, which it does at once if one of them still has something to say. A wire that interrupts again and again for
/// nobody, because a device without a driver pulls at it or a device is broken, stays masked: it would stop the CPU.
/// </summary>
internal sealed class SharedWire : InterruptWork
{
    /// <summary>Interrupts in a row for nobody that shut a wire off.</summary>
    internal const int MostUnhandled = 1000;

    /// <summary>Those further apart than this do not stop anything, and are not in a row.</summary>
    private const ulong RowNanoseconds = 100_000_000;

    private readonly InterruptController _controller;
    private readonly int _number;
    private (InterruptWork Work, string Name)[] _users = [];
    private int _unhandled;
    private ulong _lastUnhandled;
    private bool _isShutOff;
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

    /// <summary>True while the wire is masked because it interrupted too often for nobody.</summary>
    internal bool IsShutOff => Volatile.Read(ref _isShutOff);

    /// <summary>Makes one more line of it.</summary>
    internal WireInterrupt AddLine(string name) => new(this, name);

    /// <summary>Interrupts that a CPU took.</summary>
    internal long CountOn(int cpu) => InterruptServices.CountOn(_number, cpu);

    /// <inheritdoc/>
    public override bool Run()
    {
        bool hadSomething = false;
        foreach ((InterruptWork work, _) in _users)
        {
            hadSomething |= work.Run();
        }

        Judge(hadSomething);
        Open();
        return hadSomething;
    }

    /// <summary>Adds a device's work, and lets the wire interrupt, also if it was shut off.</summary>
    internal void Add(InterruptWork work, string name) => OnItsCpu(() =>
    {
        _users = [.. _users, (work, name)];
        GiveAnotherChance();
    });

    /// <summary>Takes a device's work away. If that device was what shut the wire off, the others have it back.</summary>
    internal void Remove(InterruptWork work) => OnItsCpu(() =>
    {
        _users = Array.FindAll(_users, user => user.Work != work);
        GiveAnotherChance();
    });

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

    // What came to the old CPU and was not looked at yet may be forgotten: the new one looks.
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

        // Still masked: the new CPU looks once by itself and then lets the wire interrupt. An I/O APIC may forget a level that comes while
        // its entry is changed (QEMU's does). That look finds nothing as a rule, and nobody is to blame for it.
        _unhandled--;
        InterruptServices.Trigger(_number);
        return true;
    }

    private void Judge(bool hadSomething)
    {
        if (hadSomething)
        {
            _unhandled = 0;
            return;
        }

        ulong now = BootServices.Nanoseconds;
        _unhandled = now - _lastUnhandled > RowNanoseconds ? 1 : _unhandled + 1;
        _lastUnhandled = now;
        if (_unhandled == MostUnhandled)
        {
            Volatile.Write(ref _isShutOff, true);
            new KernelLog().Write(LogLevel.Warning, string.Create(
                CultureInfo.InvariantCulture,
                $"{Id}: shut off after {MostUnhandled} interrupts in a row that none of its devices ({string.Join(", ", _users.Select(user => user.Name))}) had asked for; they are polled"));
        }
    }

    private void GiveAnotherChance()
    {
        _unhandled = 0;
        Volatile.Write(ref _isShutOff, false);
        Open();
    }

    // Without a work nobody would ever make the level go away.
    private void Open()
    {
        if (_users.Length > 0 && !_isShutOff)
        {
            InterruptServices.UnmaskWire(_number);
        }
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
