using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using CosmosNvme.Abstractions;
using CosmosNvme.Nucleus;

namespace CosmosNvme.Hal;

/// <summary>Interrupts of this machine's CPUs, and the threads that do what they leave to do. One object for the machine. Any thread.</summary>
public sealed class InterruptController : IInterruptController
{
    private readonly SoftInterruptThread?[] _threads;
    private readonly List<InterruptLine> _lines = [];
    private readonly List<SharedWire> _wires = [];
    private int _messageFunctions;
    private int _extendedMessageFunctions;

    /// <summary>Starts the soft-interrupt thread of each online CPU.</summary>
    public InterruptController()
    {
        ulong online = CpuServices.OnlineMask;
        _threads = new SoftInterruptThread?[CpuServices.Count];
        for (int cpu = 0; cpu < _threads.Length; cpu++)
        {
            _threads[cpu] = (online & (1UL << cpu)) != 0 ? new SoftInterruptThread(cpu) : null;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<InterruptLine> Lines
    {
        get
        {
            lock (Gate)
            {
                return [.. _lines];
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<InterruptLine> AllocateMessages(IReadOnlyList<MessageRequest> wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        lock (Gate)
        {
            List<InterruptLine> given = [];
            foreach (MessageRequest request in wanted)
            {
                if (TryAllocate(request.Cpu, [($"msix{_extendedMessageFunctions} vec {given.Count}", request.Name)]) is not MessageLines lines)
                {
                    break;
                }

                given.AddRange(lines.Lines);
            }

            _extendedMessageFunctions += given.Count > 0 ? 1 : 0;
            return given;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<InterruptLine> AllocateMessageBlock(IReadOnlyList<string> names, int cpu)
    {
        ArgumentNullException.ThrowIfNull(names);
        lock (Gate)
        {
            if (TryAllocate(cpu, [.. names.Select((name, index) => ($"msi{_messageFunctions} vec {index}", name))]) is not MessageLines lines)
            {
                return [];
            }

            _messageFunctions++;
            return lines.Lines;
        }
    }

    /// <inheritdoc/>
    public PinInputKind PinInputs => InterruptServices.UsesLegacyPic ? PinInputKind.Legacy : PinInputKind.GlobalSystemInterrupt;

    /// <inheritdoc/>
    public InterruptLine? TryAllocatePin(string name, int input)
    {
        ArgumentNullException.ThrowIfNull(name);
        lock (Gate)
        {
            SharedWire? wire = _wires.Find(wire => wire.Input == input) ?? TryConnect(input);
            if (wire is null)
            {
                return null;
            }

            WireInterrupt line = wire.AddLine(name);
            _lines.Add(line);
            return line;
        }
    }

    /// <inheritdoc/>
    public long UnhandledOn(int cpu) => InterruptServices.UnhandledOn(cpu);

    /// <inheritdoc/>
    public long SpuriousOn(int cpu) => InterruptServices.SpuriousOn(cpu);

    /// <summary>Held while lines come, go and move; never by a work.</summary>
    internal Lock Gate { get; } = new();

    internal bool HasThread(int cpu) => (uint)cpu < (uint)_threads.Length && _threads[cpu] is not null;

    internal SoftInterruptThread ThreadOf(int cpu) => _threads[cpu]!;

    /// <summary>Takes a line off the list.</summary>
    internal void Forget(InterruptLine line)
    {
        lock (Gate)
        {
            _lines.Remove(line);
        }
    }

    // A wire stays connected when its last line goes: others may still pull at it.
    private SharedWire? TryConnect(int input)
    {
        const int FirstCpu = 0;
        int number = input < 0 || !HasThread(FirstCpu) ? -1 : InterruptServices.TryAllocateWire(FirstCpu, (uint)input);
        if (number < 0)
        {
            return null;
        }

        SharedWire wire = new(this, number, input);
        _wires.Add(wire);
        return wire;
    }

    private MessageLines? TryAllocate(int cpu, IReadOnlyList<(string Id, string Name)> names)
    {
        int first = HasThread(cpu) ? InterruptServices.TryAllocate(cpu, names.Count) : -1;
        if (first < 0)
        {
            return null;
        }

        MessageLines lines = new(this, first, names);
        _lines.AddRange(lines.Lines);
        return lines;
    }
}
