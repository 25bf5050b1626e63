using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using CosmosNvme.Abstractions;
using CosmosNvme.Storage;

namespace CosmosNvme.Shell;

/// <summary>What a command works with during one call.</summary>
internal sealed class CommandContext
{
    /// <summary>The words behind the command's name.</summary>
    internal required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Standard input as bytes.</summary>
    internal required Stream Input { get; init; }

    /// <summary>Standard output as text; lines end with a line feed.</summary>
    internal required StreamWriter Output { get; init; }

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

    /// <summary>Block devices and files.</summary>
    /// <exception cref="CommandFailedException">The kernel has none.</exception>
    internal StorageStack Storage =>
        Session.Services.Storage ?? throw new CommandFailedException("this kernel was built without storage");

    /// <summary>The same with other arguments.</summary>
    internal CommandContext With(IReadOnlyList<string> arguments) => Copy(arguments, Output);

    /// <summary>The same with another output.</summary>
    internal CommandContext With(StreamWriter output) => Copy(Arguments, output);

    /// <summary>Writes bytes behind the text that was printed so far.</summary>
    internal void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        Output.Flush();
        Output.BaseStream.Write(bytes);
    }

    /// <summary>Prints a failure behind what the command printed so far.</summary>
    internal void Complain(string message)
    {
        Output.Flush();
        Error.WriteLine(message);
    }

    private CommandContext Copy(IReadOnlyList<string> arguments, StreamWriter output) => new()
    {
        Arguments = arguments,
        Input = Input,
        Output = output,
        Error = Error,
        Session = Session,
        Interrupted = Interrupted,
    };
}
