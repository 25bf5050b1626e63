using System;
using System.Diagnostics;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace CosmosNvme.Lab;

/// <summary>Records what a machine says on its console and its log while it runs, and passes it on. Thread-safe.</summary>
/// <param name="streams">Where it passes it on to.</param>
/// <param name="consoleMarker">The text behind which the console begins; empty if all that comes is the console.</param>
/// <param name="clock">Runs since the machine's start.</param>
internal sealed class MachineRecording(MachineStreams streams, string consoleMarker, Stopwatch clock)
{
    private readonly ConsoleFilter _filter = new(Encoding.ASCII.GetBytes(consoleMarker));
    private readonly TaskCompletionSource _consoleSpoke = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _nucleusTicks;
    private long _shellTicks;

    /// <summary>The console from the kernel's first byte on.</summary>
    internal TextCapture Console { get; } = new();

    /// <summary>The kernel log.</summary>
    internal TextCapture Log { get; } = new();

    /// <summary>Completes with the console's first byte, or with the end.</summary>
    internal Task ConsoleSpoke => _consoleSpoke.Task;

    /// <summary>What firmware and GRUB wrote to the console.</summary>
    internal string FirmwareOutput => Encoding.UTF8.GetString(_filter.Prologue);

    /// <summary>When the log's first byte came; null if none did.</summary>
    internal TimeSpan? TimeToNucleus => Interlocked.Read(ref _nucleusTicks) is long ticks and not 0 ? TimeSpan.FromTicks(ticks) : null;

    /// <summary>When the console's first byte came; null if none did.</summary>
    internal TimeSpan? TimeToShell => Interlocked.Read(ref _shellTicks) is long ticks and not 0 ? TimeSpan.FromTicks(ticks) : null;

    /// <summary>Records the console until it closes.</summary>
    internal async Task FollowConsoleAsync(Stream output)
    {
        byte[] buffer = new byte[16 * 1024];
        int count;
        while ((count = await output.ReadAsync(buffer)) > 0)
        {
            ReadOnlyMemory<byte> piece = _filter.Pass(buffer.AsMemory(0, count));
            if (piece.IsEmpty)
            {
                continue;
            }

            if (_shellTicks == 0)
            {
                Interlocked.Exchange(ref _shellTicks, clock.Elapsed.Ticks);
                _consoleSpoke.TrySetResult();
            }

            Console.Add(piece.Span);
            await ForwardAsync(streams.ConsoleOutput, piece);
        }
    }

    /// <summary>Records the log until it closes.</summary>
    /// <param name="listener">A listening socket that QEMU connects to.</param>
    /// <param name="cancellation">Ends the wait for QEMU.</param>
    internal async Task FollowLogAsync(Socket listener, CancellationToken cancellation)
    {
        try
        {
            using Socket socket = await listener.AcceptAsync(cancellation);
            byte[] buffer = new byte[16 * 1024];
            int count;
            while ((count = await socket.ReceiveAsync(buffer)) > 0)
            {
                if (_nucleusTicks == 0)
                {
                    Interlocked.Exchange(ref _nucleusTicks, clock.Elapsed.Ticks);
                }

                Log.Add(buffer.AsSpan(0, count));
                await ForwardAsync(streams.LogOutput, buffer.AsMemory(0, count));
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // QEMU is gone; what it logged before stands.
        }
    }

    /// <summary>Says that nothing more will come.</summary>
    internal void End()
    {
        Console.End();
        Log.End();
        _consoleSpoke.TrySetResult();
    }

    private static async Task ForwardAsync(Stream? target, ReadOnlyMemory<byte> piece)
    {
        if (target is null)
        {
            return;
        }

        try
        {
            await target.WriteAsync(piece);
            await target.FlushAsync();
        }
        catch (IOException)
        {
            // The reader went away (a closed pipe); the machine runs on and the record is kept.
        }
    }
}
