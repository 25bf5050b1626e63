using System;

namespace CosmosNvme.Nvme;

/// <summary>
/// Decides whether a command that failed is sent again, and when. NVMe Base 1.4 §4.6.1. Only reads, writes and flushes come here: doing one
/// of them twice, or after the controller has done it already, leaves what doing it once does, because nobody was told that it is done.
/// </summary>
internal sealed class RetryPolicy
{
    /// <summary>No, never.</summary>
    internal const long Never = -1;

    private const long DelayUnit = 100_000_000;

    // A namespace that is not ready, and says nothing about when it is, is not ready a microsecond later.
    private const long UsualDelay = 5 * DelayUnit;

    private readonly long[] _delays = new long[4];
    private readonly int _most;

    /// <summary>A policy for a controller about which nothing is known.</summary>
    /// <param name="most">How often a command is sent again; 0: never.</param>
    internal RetryPolicy(int most)
    {
        _most = Math.Max(most, 0);
    }

    /// <summary>The controller's delays, CRDT1 to CRDT3.</summary>
    internal void Learn(IdentifyController identify)
    {
        _delays[1] = identify.RetryDelay1 * DelayUnit;
        _delays[2] = identify.RetryDelay2 * DelayUnit;
        _delays[3] = identify.RetryDelay3 * DelayUnit;
    }

    /// <summary>Decides.</summary>
    /// <param name="result">What came of the command.</param>
    /// <param name="tries">How often it was sent again already; counted here.</param>
    /// <returns>Nanoseconds to wait before it is sent again, or <see cref="Never"/>.</returns>
    internal long Decide(CommandResult result, ref int tries)
    {
        if (result.IsQuarantined || result.IsSuccess)
        {
            return Never;
        }

        switch (result.Ending)
        {
            // Waits for a slot until the queue is open again; if it stays closed, it ends there.
            case CommandEnding.NotSubmitted:
                return 0;
            case CommandEnding.TimedOut or CommandEnding.ControllerReset:
                return tries++ < _most ? 0 : Never;
            case CommandEnding.Completed when !result.Status.IsFinal && MayDiffer(result.Status):
                return tries++ < _most ? DelayOf(result.Status) : Never;
            default:
                return Never;
        }
    }

    private long DelayOf(NvmeStatus status)
    {
        const ushort NamespaceNotReady = 0x082;
        const ushort FormatInProgress = 0x084;
        long delay = _delays[status.RetryDelay];
        return delay == 0 && status.TypeCode is NamespaceNotReady or FormatInProgress ? UsualDelay : delay;
    }

    // A command that was wrong is wrong again, whatever DNR says; so is what a comparison or a protection finds.
    private static bool MayDiffer(NvmeStatus status) => status.Type switch
    {
        StatusCodeType.Generic => status.Code is not (0x01 or 0x02 or 0x0b or 0x0d or 0x0e or 0x0f or 0x10 or 0x11 or 0x12 or 0x13 or 0x1d or 0x20 or 0x80 or 0x81 or 0x83),
        StatusCodeType.CommandSpecific => false,
        StatusCodeType.MediaAndDataIntegrity => status.Code is 0x80 or 0x81,
        _ => true,
    };
}
