using System;

namespace CosmosNvme.Abstractions;

/// <summary>
/// On which one thread sleeps until another wakes it. An abstract class, so that a kernel with one implementation gets its calls without a detour. Making one
/// may allocate, using it does not.
/// </summary>
public abstract class ThreadEvent : IDisposable
{
    /// <summary>Sleeps until <see cref="Set"/> was called since the last wait that it ended. One thread at a time; not where interrupts are handled.</summary>
    public abstract void Wait();

    /// <summary>The same without sleeping.</summary>
    /// <returns>False: the wait would have to sleep.</returns>
    public abstract bool TryWait();

    /// <summary>Ends the wait that is on its way, or the next one: one, however often it is called before. Any thread; never blocks.</summary>
    public abstract void Set();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives it up; no thread is in it, or will be.</summary>
    /// <param name="disposing">True from <see cref="Dispose()"/>.</param>
    protected abstract void Dispose(bool disposing);
}
