using System.Runtime.InteropServices;
using System.Threading;
using CosmosNvme.Abstractions;
using CosmosNvme.Nucleus;

namespace CosmosNvme.Hal;

/// <summary>The signal of a line, which the nucleus counts and wakes for.</summary>
internal sealed unsafe class LineSignal : InterruptSignal
{
    private readonly int _line;
    private readonly uint* _count;

    /// <summary>Makes it.</summary>
    /// <param name="line">The nucleus's number of the line, which stays while this is used.</param>
    internal LineSignal(int line)
    {
        _line = line;
        _count = InterruptServices.SignalsOf(line);
    }

    /// <inheritdoc/>
    // SAFETY: the nucleus never frees its table of lines.
    public override uint Count => Volatile.Read(ref *_count);

    /// <inheritdoc/>
    public override void Wait(uint seen, long deadline) =>
        Wait(_line, seen, deadline == long.MaxValue ? InterruptServices.NoDeadline : deadline);

    /// <inheritdoc/>
    public override void Raise() => InterruptServices.Signal(_line);

    // Not by the C library: its syscall(2) moves all arguments and looks for errors.
    [DllImport("*", EntryPoint = InterruptServices.WaitLineFunction, ExactSpelling = true)]
    private static extern long Wait(int line, uint seen, long deadline);
}
