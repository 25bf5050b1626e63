using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Shell.Commands;

/// <summary>Ends the machine in a panic, to see that it does and what it says then.</summary>
internal sealed class PanicCommand : ShellCommand
{
    private static readonly (string Name, Action<IMachine> Die)[] s_kinds =
    [
        ("unhandled-exception", _ => OnThread(ThrowUnhandled)),
        ("stack-overflow", _ => OnThread(Overflow)),
        ("fail-fast", _ => Environment.FailFast("panic fail-fast")),
        ("nucleus-page-fault", machine => machine.CrashNucleus()),
    ];

    /// <inheritdoc/>
    internal override string Name => "panic";

    /// <inheritdoc/>
    internal override string Summary => "End the machine in a panic";

    /// <inheritdoc/>
    internal override string Arguments => "KIND";

    /// <inheritdoc/>
    internal override string Details => "  KIND   " + Kinds;

    private static string Kinds => string.Join(", ", s_kinds.Select(kind => kind.Name));

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        OptionReader options = new(context.Arguments);
        while (options.Next() is string option)
        {
            throw OptionReader.Unknown(option);
        }

        string name = options.Operands.Count == 1 ? options.Operands[0] : throw new UsageException($"name one kind of panic: {Kinds}");
        (string Name, Action<IMachine> Die) kind = Array.Find(s_kinds, kind => kind.Name == name);
        if (kind.Name is null)
        {
            throw new UsageException($"there is no panic '{name}'; there are {Kinds}");
        }

        context.Output.Flush();
        kind.Die(context.Machine);
        throw new CommandFailedException($"the machine outlived '{name}'");
    }

    /// <inheritdoc/>
    internal override IEnumerable<string> CompleteArgument(CommandTable commands) => s_kinds.Select(kind => kind.Name);

    private static void OnThread(Action action)
    {
        Thread thread = new(() => action()) { Name = "panic" };
        thread.Start();
        thread.Join();
    }

    private static void ThrowUnhandled() => throw new InvalidOperationException("panic unhandled-exception");

    private static void Overflow() => GC.KeepAlive(Descend(1));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Descend(int depth) => depth < 0 ? 0 : Descend(depth + 1) + depth;
}
