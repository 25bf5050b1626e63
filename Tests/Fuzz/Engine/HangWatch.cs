using System;
using System.Diagnostics;
using System.Threading;

namespace CosmosNvme.Fuzz;

/// <summary>
/// Notices an input that never ends, which the step budgets of the targets' doubles cannot see. Counts the processor's time, not the
/// clock's: a machine may be busy with something else.
/// </summary>
internal sealed class HangWatch : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250);

    private readonly TimeSpan _limit;
    private readonly CurrentInput? _current;
    private readonly Action<byte[]> _onHang;
    private readonly Timer _timer;
    private byte[]? _input;
    private long _number;
    private long _watchedNumber;
    private TimeSpan _watchedSince;

    /// <summary>Starts watching.</summary>
    /// <param name="limit">Processor time that an input may take.</param>
    /// <param name="current">Where to leave the input for the case that the process dies; null for nowhere.</param>
    /// <param name="onHang">Called once, on another thread, with the input.</param>
    internal HangWatch(TimeSpan limit, CurrentInput? current, Action<byte[]> onHang)
    {
        _limit = limit;
        _current = current;
        _onHang = onHang;
        _timer = new Timer(_ => Look(), null, s_interval, s_interval);
    }

    /// <summary>An input starts.</summary>
    internal void Begin(byte[] input)
    {
        _current?.Store(input);
        Volatile.Write(ref _input, input);
        Interlocked.Increment(ref _number);
    }

    /// <summary>It ended.</summary>
    internal void End() => Volatile.Write(ref _input, null);

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        long number = Interlocked.Read(ref _number);
        byte[]? input = Volatile.Read(ref _input);
        using Process self = Process.GetCurrentProcess();
        TimeSpan now = self.TotalProcessorTime;
        if (input is null || number != _watchedNumber)
        {
            _watchedNumber = number;
            _watchedSince = now;
        }
        else if (now - _watchedSince > _limit)
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _onHang(input);
        }
    }
}
