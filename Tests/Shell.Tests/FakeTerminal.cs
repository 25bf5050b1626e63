using System;
using System.Collections.Concurrent;
using System.IO;
using System.Text;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Shell.Tests;

/// <summary>A terminal whose keys a test presses and whose screen it reads.</summary>
internal sealed class FakeTerminal : ITerminal
{
    private readonly BlockingCollection<byte> _keys = [];
    private readonly MemoryStream _screen = new();

    /// <summary>All that was written, with carriage returns and escape sequences.</summary>
    internal string Output
    {
        get
        {
            lock (_screen)
            {
                return Encoding.UTF8.GetString(_screen.ToArray());
            }
        }
    }

    /// <summary>Presses keys.</summary>
    internal FakeTerminal Type(string text)
    {
        foreach (byte value in Encoding.UTF8.GetBytes(text))
        {
            _keys.Add(value);
        }

        return this;
    }

    /// <summary>Lets reads return 0 once all keys are read.</summary>
    internal FakeTerminal HangUp()
    {
        _keys.CompleteAdding();
        return this;
    }

    /// <inheritdoc/>
    public int Read(Span<byte> buffer)
    {
        if (!_keys.TryTake(out byte value, -1))
        {
            return 0;
        }

        buffer[0] = value;
        return 1;
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        lock (_screen)
        {
            _screen.Write(bytes);
        }
    }
}
