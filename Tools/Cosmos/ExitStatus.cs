using System;
using CosmosNvme.Lab;

namespace CosmosNvme.Cosmos;

/// <summary>The exit statuses of <c>./cosmos</c>. Scripts depend on them.</summary>
internal static class ExitStatus
{
    /// <summary>All commands, or all tests, succeeded.</summary>
    internal const int Success = 0;

    /// <summary>A command, or a test, failed.</summary>
    internal const int Failure = 1;

    /// <summary>A usage error; or a build, or QEMU, failed to start.</summary>
    internal const int Unusable = 2;

    /// <summary>The kernel panicked or reset itself.</summary>
    internal const int Panic = 3;

    /// <summary>The time was over.</summary>
    internal const int TimeOut = 4;

    /// <summary>The status that tells why a machine stopped.</summary>
    /// <param name="reason">Why it stopped.</param>
    internal static int From(ExitReason reason) => reason switch
    {
        ExitReason.Orderly => Success,
        ExitReason.CommandFailed => Failure,
        ExitReason.QemuFailed => Unusable,
        ExitReason.Panic => Panic,
        ExitReason.Reset => Panic,
        ExitReason.TimedOut => TimeOut,
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };
}
