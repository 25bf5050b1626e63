using System;
using System.Collections.Generic;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Shell.Terminal;

/// <summary>
/// The keyboard side of the terminal: a thread of its own takes the bytes in, so that Ctrl-C reaches a command that is busy.
/// </summary>
internal sealed class TerminalInput
{
    private const byte ControlC = 0x03;

    private readonly ITerminal _terminal;
    private readonly Queue<byte> _bytes = new();
    private CancellationTokenSource? _foreground;
    private bool _ended;

    /// <summary>Starts taking bytes from the terminal; nobody else may read it from now on.</summary>
    internal TerminalInput(ITerminal terminal)
    {
        _terminal = terminal;
        Thread thread = new(Pump) { IsBackground = true, Name = "keyboard" };
        thread.Start();
    }

    /// <summary>Takes the next byte; waits for it.</summary>
    /// <param name="interrupted">Ends the wait.</param>
    /// <returns>The byte, or -1 when the terminal is gone.</returns>
    /// <exception cref="OperationCanceledException">Ctrl-C was typed while a foreground command waited.</exception>
    internal int ReadByte(CancellationToken interrupted)
    {
        lock (_bytes)
        {
            while (_bytes.Count == 0)
            {
                interrupted.ThrowIfCancellationRequested();
                if (_ended)
                {
                    return -1;
                }

                Monitor.Wait(_bytes);
            }

            return _bytes.Dequeue();
        }
    }

    /// <summary>Names the command that Ctrl-C cancels from now on; null: nobody, Ctrl-C is a byte like others.</summary>
    internal void SetForeground(CancellationTokenSource? command)
    {
        lock (_bytes)
        {
            _foreground = command;
        }
    }

    private void Pump()
    {
        byte[] buffer = new byte[256];
        while (true)
        {
            int count = _terminal.Read(buffer);
            lock (_bytes)
            {
                if (count == 0)
                {
                    _ended = true;
                    Monitor.PulseAll(_bytes);
                    return;
                }

                for (int index = 0; index < count; index++)
                {
                    Accept(buffer[index]);
                }

                Monitor.PulseAll(_bytes);
            }
        }
    }

    private void Accept(byte value)
    {
        if (value == ControlC && _foreground is not null)
        {
            _bytes.Clear();
            _foreground.Cancel();
        }
        else
        {
            _bytes.Enqueue(value);
        }
    }
}
