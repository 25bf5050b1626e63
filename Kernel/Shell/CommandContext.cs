using System.Collections.Generic;
using System.IO;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Shell;

/// <summary>What a command works with during one call.</summary>
internal sealed class CommandContext
{
    /// <summary>The words behind the command's name.</summary>
    internal required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Standard input as bytes.</summary>
    internal required Stream Input { get; init; }

    /// <summary>Standard output as text; lines end with a line feed.</summary>
    internal required TextWriter Output { get; init; }

    /// <summary>Where messages about failures go.</summary>
    internal required TextWriter Error { get; init; }

    /// <summary>The shell that runs the command.</summary>
    internal required ShellSession Session { get; init; }

    /// <summary>Cancelled by Ctrl-C; commands that take long look at it.</summary>
    internal required CancellationToken Interrupted { get; init; }

    /// <summary>The machine.</summary>
    internal IMachine Machine => Session.Machine;

    /// <summary>The kernel log.</summary>
    internal IKernelLog Log => Session.Log;

    /// <summary>What the kernel gave its shell besides.</summary>
    internal ShellServices Services => Session.Services;
}
