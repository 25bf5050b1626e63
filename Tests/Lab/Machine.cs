using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace CosmosNvme.Lab;

/// <summary>A machine that runs in QEMU. Disposing stops it.</summary>
/// <remarks>Members may be called from any thread. Console positions move only through <see cref="ExpectAsync"/>, so one thread expects at a time.</remarks>
public sealed class Machine : IAsyncDisposable
{
    private static readonly TimeSpan s_quitGrace = TimeSpan.FromSeconds(3);

    private readonly MachineProfile _profile;
    private readonly MachineFiles _files;
    private readonly MachineStreams _streams;
    private readonly Process _process;
    private readonly Socket? _testListener;
    private readonly Stopwatch _clock;
    private readonly IReadOnlyList<string> _commandLine;
    private readonly ControlChannel _control = new();
    private readonly ConsoleFilter _filter;
    private readonly TextCapture _console = new();
    private readonly TextCapture _log = new();
    private readonly CancellationTokenSource _gone = new();
    private readonly TaskCompletionSource _consoleSpoke = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task<MachineResult> _ended;
    private long _nucleusTicks;
    private long _shellTicks;
    private int _expected;
    private volatile bool _timedOut;

    private Machine(MachineProfile profile, MachineFiles files, MachineStreams streams, Process process, Stopwatch clock, IReadOnlyList<string> commandLine, Socket logListener, Socket controlListener, Socket? testListener)
    {
        _profile = profile;
        _files = files;
        _streams = streams;
        _process = process;
        _clock = clock;
        _commandLine = commandLine;
        _testListener = testListener;
        _filter = new ConsoleFilter(profile.Boot == BootPath.Direct ? default : Encoding.ASCII.GetBytes(GrubImage.ConsoleMarker));
        _ended = Task.Run(() => FollowAsync(logListener, controlListener));
    }

    /// <summary>Completes when the first byte of the kernel's console arrived, or the machine stopped without one.</summary>
    public Task ConsoleSpoke => _consoleSpoke.Task;

    /// <summary>Everything the console said so far.</summary>
    public string ConsoleText => _console.Text;

    /// <summary>Everything the kernel log said so far.</summary>
    public string LogText => _log.Text;

    /// <summary>Starts a machine.</summary>
    /// <param name="profile">The machine.</param>
    /// <param name="streams">Where its channels go besides the record; null for nowhere.</param>
    /// <exception cref="LabException">A file is missing, or QEMU cannot be started at all.</exception>
    public static Machine Start(MachineProfile profile, MachineStreams? streams = null)
    {
        ArgumentNullException.ThrowIfNull(profile);
        if (!File.Exists(profile.Image))
        {
            throw new LabException($"There is no kernel image at {profile.Image}. Build it: dotnet build Kernel/Image -c Release");
        }

        streams ??= new MachineStreams();
        MachineFiles files = MachineFiles.Create(profile);
        Socket? log = null;
        Socket? control = null;
        Socket? tests = null;
        try
        {
            log = Listen(files.LogSocket);
            control = Listen(files.ControlSocket);
            tests = profile.TestNonce is null ? null : Listen(files.TestSocket);
            IReadOnlyList<string> arguments = QemuArguments.Build(profile, files, streams.InheritTerminal);
            ProcessStartInfo start = new(profile.QemuProgram, arguments)
            {
                RedirectStandardInput = !streams.InheritTerminal,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            Stopwatch clock = Stopwatch.StartNew();
            Process process = Process.Start(start)!;
            return new Machine(profile, files, streams, process, clock, [profile.QemuProgram, .. arguments], log, control, tests);
        }
        catch (Exception e)
        {
            log?.Dispose();
            control?.Dispose();
            tests?.Dispose();
            files.Delete();
            if (e is Win32Exception)
            {
                throw new LabException($"Cannot start {profile.QemuProgram}: {e.Message}. './cosmos doctor' says what is missing.", e);
            }

            throw;
        }
    }

    /// <summary>Runs a machine until it stops by itself or its time is over.</summary>
    /// <param name="profile">The machine; set a time limit.</param>
    /// <returns>What it left behind.</returns>
    /// <exception cref="LabException">A file is missing, or QEMU cannot be started at all.</exception>
    public static MachineResult Run(MachineProfile profile)
    {
        Machine machine = Start(profile);
        try
        {
            return machine.WaitForExitAsync().GetAwaiter().GetResult();
        }
        finally
        {
            machine.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    /// <summary>Waits for the machine's end.</summary>
    public Task<MachineResult> WaitForExitAsync() => _ended;

    /// <summary>Types on the console. Not for machines that own the terminal.</summary>
    /// <param name="text">What to type; end a line with <c>\n</c>.</param>
    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Types bytes on the console. Not for machines that own the terminal. A machine that is gone swallows them.</summary>
    /// <param name="bytes">What to type.</param>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            Stream input = _process.StandardInput.BaseStream;
            await input.WriteAsync(bytes);
            await input.FlushAsync();
        }
        catch (IOException)
        {
            // QEMU is gone; WaitForExitAsync says why.
        }
    }

    /// <summary>Waits until a text appears on the console behind what was expected before.</summary>
    /// <param name="text">The text, exactly.</param>
    /// <param name="limit">How long to wait.</param>
    /// <exception cref="LabException">The machine stopped first, or the time was over.</exception>
    public async Task ExpectAsync(string text, TimeSpan limit)
    {
        using CancellationTokenSource timer = new(limit);
        int end;
        try
        {
            end = await _console.WaitAsync(text, _expected, timer.Token);
        }
        catch (OperationCanceledException)
        {
            throw new LabException($"'{text}' did not appear on the console within {limit.TotalSeconds} s. Console:\n{ConsoleText}\nLog:\n{LogText}");
        }

        _expected = end >= 0 ? end : throw new LabException($"The machine stopped before '{text}' appeared on the console. {await _ended}");
    }

    /// <summary>Runs a command of QEMU's monitor, such as <c>info pci</c>.</summary>
    /// <param name="command">The command.</param>
    /// <returns>What it printed; lines end with <c>\r\n</c>.</returns>
    /// <exception cref="LabException">QEMU refused the command, or ended, or did not answer.</exception>
    public Task<string> MonitorAsync(string command) => _control.MonitorAsync(command);

    /// <summary>Opens the channel of a machine that has a <see cref="MachineProfile.TestNonce"/>; once per machine. The caller closes it.</summary>
    /// <param name="cancellation">Ends the wait for QEMU.</param>
    /// <exception cref="InvalidOperationException">The machine has no such channel.</exception>
    /// <exception cref="LabException">QEMU ended before it connected.</exception>
    public async Task<Stream> OpenTestChannelAsync(CancellationToken cancellation = default)
    {
        Socket listener = _testListener ?? throw new InvalidOperationException($"Set {nameof(MachineProfile.TestNonce)} to give a machine a test channel.");
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _gone.Token);
        try
        {
            return new NetworkStream(await listener.AcceptAsync(either.Token), ownsSocket: true);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new LabException($"QEMU ended before it connected the test channel. {await _ended}");
        }
    }

    /// <summary>Stops the machine from outside, as if its time were over.</summary>
    public async Task<MachineResult> StopAsync()
    {
        _timedOut = true;
        await EndProcessAsync();
        return await _ended;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await EndProcessAsync();
        await _ended;
        _testListener?.Dispose();
        _process.Dispose();
        _gone.Dispose();
        _files.Delete();
    }

    private static Socket Listen(string path)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        socket.Listen(1);
        return socket;
    }

    private async Task<MachineResult> FollowAsync(Socket logListener, Socket controlListener)
    {
        Task control = _control.ServeAsync(controlListener, _gone.Token);
        Task log = PumpLogAsync(logListener);
        Task console = PumpConsoleAsync();
        Task<string> errors = _process.StandardError.ReadToEndAsync();
        if (_profile.TimeLimit is TimeSpan limit)
        {
            using CancellationTokenSource timer = new(limit);
            try
            {
                await _process.WaitForExitAsync(timer.Token);
            }
            catch (OperationCanceledException)
            {
                _timedOut = true;
                await EndProcessAsync();
            }
        }

        await _process.WaitForExitAsync();
        TimeSpan duration = _clock.Elapsed;
        await _gone.CancelAsync();
        await Task.WhenAll(control, log, console);
        logListener.Dispose();
        controlListener.Dispose();
        _console.End();
        _log.End();
        _consoleSpoke.TrySetResult();
        string notes = File.Exists(_files.QemuNotes) ? await File.ReadAllTextAsync(_files.QemuNotes) : "";
        return new MachineResult
        {
            Reason = Classify(_process.ExitCode),
            QemuExitCode = _process.ExitCode,
            Console = _console.Text,
            Log = _log.Text,
            QemuErrors = await errors,
            FirmwareOutput = Encoding.UTF8.GetString(_filter.Prologue),
            QemuNotes = notes,
            TimeToNucleus = _nucleusTicks == 0 ? null : TimeSpan.FromTicks(_nucleusTicks),
            TimeToShell = _shellTicks == 0 ? null : TimeSpan.FromTicks(_shellTicks),
            Duration = duration,
            CommandLine = _commandLine,
        };
    }

    private ExitReason Classify(int exitCode) => exitCode switch
    {
        _ when _timedOut => ExitReason.TimedOut,
        QemuArguments.OrderlyExitCode => ExitReason.Orderly,
        QemuArguments.CommandFailedExitCode => ExitReason.CommandFailed,
        QemuArguments.PanicExitCode => ExitReason.Panic,
        0 when _control.ShutdownReason == "guest-reset" => ExitReason.Reset,
        0 when _control.ShutdownReason == "guest-shutdown" => ExitReason.Orderly,

        // What Ctrl-A X at the terminal does.
        0 when _control.ShutdownReason == "host-qmp-quit" && _streams.InheritTerminal => ExitReason.Orderly,
        _ => ExitReason.QemuFailed,
    };

    private async Task PumpConsoleAsync()
    {
        Stream output = _process.StandardOutput.BaseStream;
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
                _shellTicks = _clock.Elapsed.Ticks;
                _consoleSpoke.TrySetResult();
            }

            _console.Add(piece.Span);
            await ForwardAsync(_streams.ConsoleOutput, piece);
        }
    }

    private async Task PumpLogAsync(Socket listener)
    {
        try
        {
            using Socket socket = await listener.AcceptAsync(_gone.Token);
            byte[] buffer = new byte[16 * 1024];
            int count;
            while ((count = await socket.ReceiveAsync(buffer)) > 0)
            {
                if (_nucleusTicks == 0)
                {
                    _nucleusTicks = _clock.Elapsed.Ticks;
                }

                _log.Add(buffer.AsSpan(0, count));
                await ForwardAsync(_streams.LogOutput, buffer.AsMemory(0, count));
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // QEMU is gone; what it logged before stands.
        }
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

    private async Task EndProcessAsync()
    {
        if (_process.HasExited)
        {
            return;
        }

        // Quitting by request lets QEMU restore the terminal; killing does not.
        await _control.QuitAsync();
        using CancellationTokenSource timer = new(s_quitGrace);
        try
        {
            await _process.WaitForExitAsync(timer.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
    }
}
