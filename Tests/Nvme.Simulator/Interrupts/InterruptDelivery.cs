using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme.Simulator;

/// <summary>
/// From completions to interrupts. NVMe Base 1.4 §7.5: under MSI-X every completion sends its vector's message, or sets its pending
/// bit while the vector is masked. Under MSI and with pins there is a status bit for each vector, set while completions are there that
/// the host has not consumed and INTMS does not mask it; the pin follows these bits, and a message is sent when a bit becomes set
/// or when the host has consumed a part and something is left.
/// </summary>
public sealed class InterruptDelivery
{
    private const int MessagesOfMsi = 32;

    private readonly SimulatedController _device;
    private readonly List<SimulatedInterruptLine> _lines;
    private readonly HashSet<int> _masked = [];
    private readonly HashSet<int> _pending = [];
    private readonly HashSet<int> _scheduled = [];
    private uint _status;

    internal InterruptDelivery(SimulatedController device, InterruptMode mode, int vectors)
    {
        bool fits = mode switch
        {
            InterruptMode.None => vectors == 0,
            InterruptMode.Pin => vectors == 1,
            InterruptMode.Msi => vectors is > 0 and <= MessagesOfMsi && BitOperations.IsPow2(vectors),
            _ => vectors is > 0 and <= 2048,
        };
        if (!fits)
        {
            throw new ArgumentOutOfRangeException(nameof(vectors), vectors, $"There is no such number of vectors under {mode}.");
        }

        _device = device;
        Mode = mode;
        _lines = Enumerable.Range(0, vectors).Select(vector => new SimulatedInterruptLine($"vector {vector}", device.Clock) { HasSignal = mode != InterruptMode.Pin }).ToList();
    }

    /// <summary>How interrupts are delivered.</summary>
    public InterruptMode Mode { get; }

    /// <summary>The lines, by vector.</summary>
    public IReadOnlyList<SimulatedInterruptLine> Lines => _lines;

    /// <summary>INTMS and INTMC: bit n set, vector n is masked. Not under MSI-X.</summary>
    public uint Mask { get; private set; }

    /// <summary>Interrupts still to be lost; they are counted down.</summary>
    public int LosesNext { get; set; }

    /// <summary>How long an interrupt is kept back after a completion, in virtual time; what completes meanwhile shares it. 0: not.</summary>
    public long CoalescingNanoseconds { get; set; }

    /// <summary>Interrupts that were sent, faults aside.</summary>
    public long Sent { get; private set; }

    /// <summary>True if vector <paramref name="vector"/> waits for its mask to go. MSI-X only.</summary>
    public bool IsPending(int vector)
    {
        lock (_device.Sync)
        {
            return _pending.Contains(vector);
        }
    }

    /// <summary>Sets the mask bit of an MSI-X table entry; a pending interrupt is sent when it is cleared.</summary>
    public void SetMasked(int vector, bool isMasked)
    {
        lock (_device.Sync)
        {
            if (isMasked)
            {
                _masked.Add(vector);
            }
            else if (_masked.Remove(vector) && _pending.Remove(vector))
            {
                Send(vector);
            }
        }
    }

    /// <summary>Interrupts without a reason.</summary>
    public void RaiseSpurious(int vector)
    {
        lock (_device.Sync)
        {
            Send(vector);
        }
    }

    internal bool Has(int vector) => Mode == InterruptMode.None ? false : vector < _lines.Count;

    internal void WriteMask(uint value, bool set)
    {
        if (Mode == InterruptMode.MsiX)
        {
            _device.Violate("INTMS or INTMC written under MSI-X");
        }

        Mask = set ? Mask | value : Mask & ~value;
        Update(acknowledged: null);
    }

    /// <summary>A completion was put into a queue.</summary>
    internal void OnPosted(int vector)
    {
        if (!Has(vector))
        {
            return;
        }

        if (CoalescingNanoseconds > 0)
        {
            if (_scheduled.Add(vector))
            {
                _device.Clock.Schedule(CoalescingNanoseconds, () => EndCoalescing(vector));
            }

            return;
        }

        Signal(vector);
    }

    /// <summary>The host moved the head of a queue.</summary>
    internal void OnConsumed(int vector) => Update(acknowledged: vector);

    /// <summary>Queues were made or deleted, or the controller was reset.</summary>
    internal void Refresh() => Update(acknowledged: null);

    internal void Reset()
    {
        Mask = 0;
        _pending.Clear();
        _status = 0;
        if (Mode == InterruptMode.Pin)
        {
            _lines[0].SetLevel(false);
        }
    }

    private void EndCoalescing(int vector)
    {
        lock (_device.Sync)
        {
            if (_scheduled.Remove(vector))
            {
                Signal(vector);
            }
        }
    }

    private void Signal(int vector)
    {
        if (Mode != InterruptMode.MsiX)
        {
            Update(acknowledged: null);
        }
        else if (_masked.Contains(vector))
        {
            _pending.Add(vector);
        }
        else
        {
            Send(vector);
        }
    }

    private void Update(int? acknowledged)
    {
        if (Mode is InterruptMode.None or InterruptMode.MsiX)
        {
            return;
        }

        uint before = _status;
        _status = 0;
        foreach (CompletionRing ring in _device.Queues.Completions)
        {
            if (ring.Vector is int vector && ring.Head != ring.Tail && !_scheduled.Contains(vector))
            {
                _status |= 1u << vector;
            }
        }

        _status &= ~Mask;
        if (Mode == InterruptMode.Pin)
        {
            _lines[0].SetLevel(_status != 0);
            return;
        }

        for (int vector = 0; vector < _lines.Count; vector++)
        {
            uint bit = 1u << vector;
            bool isNew = (_status & bit) != 0 && (before & bit) == 0;
            bool isLeft = (_status & bit) != 0 && acknowledged == vector;
            if (isNew || isLeft)
            {
                Send(vector);
            }
        }
    }

    private void Send(int vector)
    {
        if (LosesNext > 0)
        {
            LosesNext--;
            return;
        }

        Sent++;
        _lines[vector].Raise();
    }
}
