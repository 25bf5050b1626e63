using System;
using System.Collections.Generic;
using CosmosNvme.Nucleus;

namespace CosmosNvme.Hal;

/// <summary>
/// Lines that move together, because their messages share an address: one line under MSI-X, all lines of a function under MSI.
/// </summary>
internal sealed class MessageLines
{
    private readonly InterruptController _controller;
    private readonly List<MessageInterrupt> _lines = [];
    private readonly int _firstNumber;

    /// <summary>Makes a line of each vector.</summary>
    /// <param name="controller">Whose they are.</param>
    /// <param name="firstNumber">The nucleus's number of the first; the others follow.</param>
    /// <param name="names">Id and owner of each.</param>
    internal MessageLines(InterruptController controller, int firstNumber, IReadOnlyList<(string Id, string Name)> names)
    {
        _controller = controller;
        _firstNumber = firstNumber;
        for (int index = 0; index < names.Count; index++)
        {
            _lines.Add(new MessageInterrupt(this, firstNumber + index, names[index].Id, names[index].Name));
        }
    }

    /// <summary>The lines.</summary>
    internal IReadOnlyList<MessageInterrupt> Lines => _lines;

    /// <summary>The thread of a CPU.</summary>
    internal SoftInterruptThread ThreadOf(int cpu) => _controller.ThreadOf(cpu);

    /// <summary>Takes a line off the controller's list.</summary>
    internal void Forget(MessageInterrupt line) => _controller.Forget(line);

    /// <summary>Runs <paramref name="action"/> where the lines' works run: so none of them is running meanwhile, nor afterwards for what it took away.</summary>
    internal void Run(Action action)
    {
        lock (_controller.Gate)
        {
            ThreadOf(_lines[0].Cpu).Invoke(action);
        }
    }

    /// <summary>
    /// Moves all lines. Done by the soft-interrupt thread that they leave: so their works are not running meanwhile, and messages that
    /// were on their way have been taken when the old vectors are given back.
    /// </summary>
    internal bool TryMoveTo(int cpu)
    {
        lock (_controller.Gate)
        {
            if (!_controller.HasThread(cpu) || _lines[0].Source is null || _lines.Exists(line => line.IsDisposed))
            {
                return false;
            }

            bool isMoved = _lines[0].Cpu == cpu;
            if (!isMoved)
            {
                ThreadOf(_lines[0].Cpu).Invoke(() => isMoved = Move(cpu));
            }

            return isMoved;
        }
    }

    private bool Move(int cpu)
    {
        int oldVector = (int)_lines[0].MessageData;
        SoftInterruptThread old = ThreadOf(_lines[0].Cpu);
        if (!InterruptServices.TryStartMove(_firstNumber, _lines.Count, cpu))
        {
            return false;
        }

        foreach (MessageInterrupt line in _lines)
        {
            line.TakeMessage();
        }

        // Under MSI the messages of the others follow from the first one's.
        _lines[0].Source!.SetMessage(_lines[0].MessageAddress, _lines[0].MessageData);
        for (int index = 0; index < _lines.Count; index++)
        {
            InterruptServices.FinishMove(_firstNumber + index);
            old.Disconnect(oldVector + index);

            // What the device wanted to say while it was being changed, or said to the old vector without being heard, is looked at now.
            InterruptServices.Trigger(_firstNumber + index);
        }

        return true;
    }
}
