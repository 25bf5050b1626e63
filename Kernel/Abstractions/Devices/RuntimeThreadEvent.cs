using System.Threading;

namespace CosmosNvme.Abstractions;

/// <summary>What the .NET runtime has: for machines that have no quicker way.</summary>
public sealed class RuntimeThreadEvent : ThreadEvent
{
    private readonly AutoResetEvent _event = new(initialState: false);

    /// <inheritdoc/>
    public override void Wait() => _event.WaitOne();

    /// <inheritdoc/>
    public override bool TryWait() => _event.WaitOne(0);

    /// <inheritdoc/>
    public override void Set() => _event.Set();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _event.Dispose();
        }
    }
}
