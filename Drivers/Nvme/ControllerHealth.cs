using System;
using System.Runtime.CompilerServices;
using System.Threading;

namespace CosmosNvme.Nvme;

/// <summary>
/// Knows whether a controller works, and why not. Trouble is what a reset may cure: from its report on, nothing that the controller says is
/// believed. The first report counts. Failure is for ever.
/// </summary>
internal sealed class ControllerHealth(NvmeRegisters registers, Action<string> handleTrouble)
{
    private string? _trouble;
    private string? _failure;
    private volatile bool _isGone;

    /// <summary>What is wrong; null: nothing.</summary>
    internal string? Trouble => Volatile.Read(ref _trouble);

    /// <summary>True from the first report on, until a reset has helped.</summary>
    internal bool IsTroubled => Trouble is not null;

    /// <summary>Why the controller failed; null while it has not.</summary>
    internal string? Failure => Volatile.Read(ref _failure);

    /// <summary>True once it is out of service for ever.</summary>
    internal bool HasFailed => Failure is not null;

    /// <summary>True if what is wrong is that no device answers: no reset will help.</summary>
    internal bool IsGone => _isGone;

    /// <summary>Reports trouble. Returns at once if there is some already. Any thread.</summary>
    /// <param name="message">What happened, as a sentence for people.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void Report(string message)
    {
        if (Interlocked.CompareExchange(ref _trouble, message, null) is null)
        {
            handleTrouble(message);
        }
    }

    /// <summary>Reports that the device is no longer there.</summary>
    internal void ReportGone(string message)
    {
        _isGone = true;
        Report(message);
    }

    /// <summary>From here on nothing that the controller says is believed, because it is about to be reset; nobody is told.</summary>
    internal void Distrust(string reason) => Interlocked.CompareExchange(ref _trouble, reason, null);

    /// <summary>The controller is out of service for ever. The first reason counts.</summary>
    internal void Fail(string message)
    {
        Interlocked.CompareExchange(ref _failure, message, null);
        Interlocked.CompareExchange(ref _trouble, message, null);
    }

    /// <summary>A reset has brought the controller back: it is believed again.</summary>
    internal void Clear()
    {
        _isGone = false;
        if (!HasFailed)
        {
            Volatile.Write(ref _trouble, null);
        }
    }

    /// <summary>
    /// Looks whether an enabled controller is still there and well, and reports it if not. Reads of a device that does not answer are all
    /// ones on real machines, and zeros on some virtual ones: no controller is of version 0.
    /// </summary>
    internal void Check()
    {
        ControllerStatus status = registers.Status;
        if (status.IsGone)
        {
            ReportGone("the controller is gone: its registers read as all ones");
        }
        else if (!status.IsReady && registers.Version.Value is 0 or uint.MaxValue)
        {
            ReportGone("the controller is gone: its registers do not answer");
        }
        else if (status.IsFatal)
        {
            Report("the controller reports a fatal error (CSTS.CFS)");
        }
        else if (!status.IsReady)
        {
            Report("the controller has left service by itself (CSTS.RDY is 0)");
        }
    }
}
