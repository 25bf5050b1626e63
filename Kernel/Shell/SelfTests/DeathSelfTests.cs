using System;
using System.Runtime.CompilerServices;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Shell.SelfTests;

/// <summary>Ways to end the machine in a panic, to see that each does.</summary>
internal static class DeathSelfTests
{
    /// <summary>The ways by name.</summary>
    internal static readonly (string Name, Action<IMachine> Die)[] All =
    [
        ("unhandled-exception", _ => OnThread(ThrowUnhandled)),
        ("stack-overflow", _ => OnThread(Overflow)),
        ("fail-fast", _ => Environment.FailFast("selftest --panic fail-fast")),
        ("nucleus-page-fault", machine => machine.CrashNucleus()),
    ];

    private static void OnThread(Action action)
    {
        Thread thread = new(() => action()) { Name = "selftest" };
        thread.Start();
        thread.Join();
    }

    private static void ThrowUnhandled() => throw new InvalidOperationException("selftest --panic unhandled-exception");

    private static void Overflow() => GC.KeepAlive(Descend(1));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Descend(int depth) => depth < 0 ? 0 : Descend(depth + 1) + depth;
}
