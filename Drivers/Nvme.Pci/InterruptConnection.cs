using System;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Abstractions;
using CosmosNvme.Pci;

namespace CosmosNvme.Nvme.Pci;

/// <summary>
/// A function's interrupts in one mode: taken from the machine and connected, or not at all. What was done is undone in reverse.
/// </summary>
internal sealed class InterruptConnection(int number, PciFunction function, NvmePciHost host, NvmeOptions options)
{
    private readonly Stack<Action> _undo = new();
    private List<InterruptLine> _lines = [];
    private int _driverLines;
    private Action _restore = static () => { };

    /// <summary>How the function signals.</summary>
    internal InterruptMode Mode { get; private set; }

    /// <summary>The lines of the driver's own queues, by vector; empty: the function is silent.</summary>
    internal IReadOnlyList<InterruptLine> Lines => [.. _lines.Take(_driverLines)];

    /// <summary>The lines of queues that callers own, whose vectors follow those of <see cref="Lines"/>.</summary>
    internal IReadOnlyList<InterruptLine> LentLines => [.. _lines.Skip(_driverLines)];

    /// <summary>Connects MSI-X.</summary>
    /// <returns>Why it cannot be done; null if it is.</returns>
    internal string? TryMsiX()
    {
        function.SetPinInterrupt(isOn: false);
        if (function.FindCapability<MsiXCapability>()?.TryMapTable(host.Memory) is not MsiXTable table)
        {
            return "it has no MSI-X";
        }

        int count = InterruptChoice.VectorCount(InterruptMode.MsiX, table.Count, options.QueuePairs, host.CpuCount, options.Quirks);
        int lent = InterruptChoice.LentVectorCount(table.Count - count, options.DirectQueuePairs, options.Quirks);
        Take(
            host.Interrupts!.AllocateMessages(
            [
                .. InterruptChoice.Vectors(number, count, options.QueuePairs, host.CpuCount),
                .. InterruptChoice.LentVectors(number, lent, host.CpuCount),
            ]),
            forDriver: count);
        if (_lines.Count == 0)
        {
            return "no CPU has a vector left";
        }

        _undo.Push(table.Disable);
        _restore = () =>
        {
            table.Enable();
            table.Connect(_lines);
        };
        _restore();
        Mode = InterruptMode.MsiX;
        return null;
    }

    /// <summary>Connects MSI, with fewer messages if the machine does not have so many in a row.</summary>
    /// <returns>Why it cannot be done; null if it is.</returns>
    internal string? TryMsi()
    {
        const int Cpu = 0;
        function.SetPinInterrupt(isOn: false);
        if (function.FindCapability<MsiCapability>() is not MsiCapability msi)
        {
            return "it has no MSI";
        }

        if (options.Quirks.HasFlag(NvmeQuirks.BrokenMsi))
        {
            return "its MSI is known not to arrive";
        }

        int count = InterruptChoice.VectorCount(InterruptMode.Msi, msi.Capacity, options.QueuePairs, host.CpuCount, options.Quirks);
        for (; count > 0 && _lines.Count == 0; count /= 2)
        {
            IEnumerable<string> names = InterruptChoice.Vectors(number, count, options.QueuePairs, host.CpuCount).Select(vector => vector.Name);
            Take(host.Interrupts!.AllocateMessageBlock([.. names], Cpu), forDriver: count);
        }

        if (_lines.Count == 0)
        {
            return "CPU 0 has no vector left";
        }

        _undo.Push(msi.Disable);
        if (!msi.TryEnable(_lines))
        {
            return "its MSI does not hold this machine's message addresses";
        }

        _restore = () => msi.TryEnable(_lines);
        Mode = InterruptMode.Msi;
        return null;
    }

    /// <summary>Connects the interrupt pin.</summary>
    /// <param name="route">Where it arrives.</param>
    /// <returns>Why it cannot be done; null if it is.</returns>
    internal string? TryPin(PinRoute route)
    {
        string name = InterruptChoice.Vectors(number, 1, options.QueuePairs, host.CpuCount)[0].Name;
        if (host.Interrupts!.TryAllocatePin(name, route.Input) is not InterruptLine line)
        {
            return $"the interrupt controller has no input {route.Input} for it, where {route.Source} leads";
        }

        Take([line], forDriver: 1);
        _restore = () => function.SetPinInterrupt(isOn: true);
        _restore();
        _undo.Push(() => function.SetPinInterrupt(isOn: false));
        Mode = InterruptMode.Pin;
        return null;
    }

    /// <summary>Sets the function's side up again, after a reset of it.</summary>
    internal void Restore() => _restore();

    /// <summary>Makes the function silent and gives the lines back.</summary>
    internal void Undo()
    {
        while (_undo.TryPop(out Action? action))
        {
            action();
        }

        _lines = [];
        Mode = InterruptMode.None;
    }

    private void Take(IReadOnlyList<InterruptLine> lines, int forDriver)
    {
        _lines = [.. lines];
        _driverLines = Math.Min(forDriver, lines.Count);
        _lines.ForEach(line => _undo.Push(line.Dispose));
    }
}
