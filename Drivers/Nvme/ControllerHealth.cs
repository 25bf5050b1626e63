using System;
using System.Runtime.CompilerServices;
using System.Threading;

namespace CosmosNvme.Nvme;

/// <summary>Knows whether a controller works, and why not. The first report counts; it is handled on the thread that makes it.</summary>
internal sealed class ControllerHealth(NvmeRegisters registers, Action<string> handleFailure)
{
    private string? _failure;

    /// <summary>Why the controller failed; null while it has not.</summary>
    internal string? Failure => Volatile.Read(ref _failure);

    /// <summary>True once a failure was reported.</summary>
    internal bool HasFailed => Failure is not null;

    /// <summary>Reports a failure. Returns when it is handled, or at once if another report came first.</summary>
    /// <param name="message">What happened, as a sentence for people.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void Report(string message)
    {
        if (Interlocked.CompareExchange(ref _failure, message, null) is null)
        {
            handleFailure(message);
        }
    }

    /// <summary>Looks whether the controller is still there and well, and reports it if not. Whoever waits long for it calls this now and then.</summary>
    internal void Check()
    {
        ControllerStatus status = registers.Status;
        if (status.IsGone)
        {
            Report("the controller is gone: its registers read as all ones");
        }
        else if (status.IsFatal)
        {
            Report("the controller reports a fatal error (CSTS.CFS)");
        }
    }
}
