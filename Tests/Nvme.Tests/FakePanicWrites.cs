using System;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme.Tests;

/// <summary>Does in a test what the nucleus does in a panic.</summary>
internal sealed class FakePanicWrites : IPanicWrites
{
    private readonly List<(RegisterWindow Registers, PanicWrite Write)> _writes = [];

    /// <inheritdoc/>
    public IDisposable TryAdd(RegisterWindow registers, in PanicWrite write)
    {
        (RegisterWindow Registers, PanicWrite Write) entry = (registers, write);
        _writes.Add(entry);
        return new Removal(() => _writes.Remove(entry));
    }

    /// <summary>Panics.</summary>
    /// <returns>How many devices are done at once.</returns>
    internal int Run()
    {
        foreach ((RegisterWindow registers, PanicWrite write) in _writes)
        {
            registers.Write32(write.Offset, (registers.Read32(write.Offset) & write.Keep) | write.Set);
        }

        return _writes.Count(entry => (entry.Registers.Read32(entry.Write.StatusOffset) & entry.Write.StatusMask) == entry.Write.StatusDone);
    }

    private sealed class Removal(Action remove) : IDisposable
    {
        public void Dispose() => remove();
    }
}
