using System.Threading;

namespace CosmosNvme.Nvme;

/// <summary>A thread that waits for a command slot.</summary>
internal sealed class ThreadSlotWaiter : SlotWaiter
{
    private readonly object _wakeUp = new();
    private bool _isServed;

    /// <summary>True once the wait has ended.</summary>
    internal bool IsServed => Volatile.Read(ref _isServed);

    /// <summary>Makes it ready for a wait.</summary>
    internal void Reset() => Volatile.Write(ref _isServed, false);

    /// <summary>Blocks until the wait has ended.</summary>
    internal void Sleep()
    {
        lock (_wakeUp)
        {
            while (!_isServed)
            {
                Monitor.Wait(_wakeUp);
            }
        }
    }

    /// <inheritdoc/>
    internal override void WakeUp()
    {
        lock (_wakeUp)
        {
            Volatile.Write(ref _isServed, true);
            Monitor.PulseAll(_wakeUp);
        }
    }
}
