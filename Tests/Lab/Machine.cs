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
    private static readonly TimeSpan s_gatePatience = TimeSpan.FromMinutes(10);

    private readonly MachineProfile _profile;
    private readonly MachineFiles _files;
    private readonly MachineStreams _streams;
    private readonly Process _process;
    private readonly Socket? _testListener;
    private readonly Admission? _admission;
    private readonly Stopwatch _clock;
    private readonly IReadOnlyList<string> _commandLine;
    private readonly ControlChannel _control = new();
    private readonly MachineRecording _recording;
    private readonly CancellationTokenSource _gone = new();
    private readonly Task<MachineResult> _followed;
    private readonly Task<MachineResult> _judged;
    private int _expected;
    private volatile bool _timedOut;

    private Machine(MachineProfile profile, MachineFiles files, MachineStreams streams, Process process, Stopwatch clock, IReadOnlyList<string> commandLine, Socket logListener, Socket controlListener, Socket? testListener, Admission? admission)
    {
        _profile = profile;
        _files = files;
        _streams = streams;
        _process = process;
        _clock = clock;
        _commandLine = commandLine;
        _testListener = testListener;
        _admission = admission;
        Control = new MachineControl(_control, profile);
        Screen = new MachineScreen(_control, profile, files);
        bool hasMarker = profile.Boot != BootPath.Direct && profile.Medium == BootMedium.LabDisc;
        _recording = new MachineRecording(streams, hasMarker ? GrubImage.ConsoleMarker : "", clock);
        _followed = Task.Run(() => FollowAsync(logListener, controlListener));
        _judged = JudgeAsync();
    }

    /// <summary>Completes when the first byte of the kernel's console arrived, or the machine stopped without one.</summary>
    public Task ConsoleSpoke => _recording.ConsoleSpoke;

    /// <summary>Everything the console said so far.</summary>
    public string ConsoleText => _recording.Console.Text;

    /// <summary>Everything the kernel log said so far.</summary>
    public string LogText => _recording.Log.Text;

    /// <summary>What QEMU's NVMe controllers held against the driver so far.</summary>
    public JudgeVerdict Verdict => _followed.IsCompletedSuccessfully ? _followed.Result.Verdict : ReadVerdict(ReadNotes());

    /// <summary>QEMU's process on the host.</summary>
    public int ProcessId => _process.Id;

    /// <summary>What can be done to the machine from outside.</summary>
    public MachineControl Control { get; }

    /// <summary>The screen and the keyboard of the machine, if it has a <see cref="MachineProfile.VideoMode"/>.</summary>
    public MachineScreen Screen { get; }

    /// <summary>Called with every machine that was started: whoever keeps records of tests learns of machines here.</summary>
    internal static event Action<Machine>? Started;

    /// <summary>Whether QEMU still runs.</summary>
    internal bool IsRunning => !_followed.IsCompleted;

    /// <summary>Starts a machine. In a test it first waits until the host has room for it; its time limit does not run meanwhile.</summary>
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
        Admission? admission = null;
        try
        {
            admission = profile.Supervision == Supervision.None ? null : AdmissionGate.OfThisHost.Enter(profile.Cpus, s_gatePatience);
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
            Machine machine = new(profile, files, streams, process, clock, [profile.QemuProgram, .. arguments], log, control, tests, admission);
            Started?.Invoke(machine);
            return machine;
        }
        catch (Exception e)
        {
            log?.Dispose();
            control?.Dispose();
            tests?.Dispose();
            admission?.Dispose();
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
    /// <exception cref="JudgeException">The driver did what it must not.</exception>
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
    /// <exception cref="JudgeException">The driver did what it must not.</exception>
    public Task<MachineResult> WaitForExitAsync() => _judged;

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
            end = await _recording.Console.WaitAsync(text, _expected, timer.Token);
        }
        catch (OperationCanceledException)
        {
            throw new LabException($"'{text}' did not appear on the console within {limit.TotalSeconds} s. Console:\n{ConsoleText}\nLog:\n{LogText}");
        }

        _expected = end >= 0 ? end : throw new LabException($"The machine stopped before '{text}' appeared on the console. {await _followed}");
    }

    /// <inheritdoc cref="MachineControl.MonitorAsync"/>
    public Task<string> MonitorAsync(string command) => Control.MonitorAsync(command);

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
            throw new LabException($"QEMU ended before it connected the test channel. {await _followed}");
        }
    }

    /// <summary>Stops the machine from outside, as if its time were over.</summary>
    /// <exception cref="JudgeException">The driver did what it must not.</exception>
    public async Task<MachineResult> StopAsync()
    {
        _timedOut = true;
        await EndProcessAsync();
        return await _judged;
    }

    /// <summary>Stops the machine if it still runs, and deletes its files.</summary>
    /// <exception cref="JudgeException">The driver did what it must not, whether or not somebody was told before.</exception>
    public async ValueTask DisposeAsync()
    {
        await EndProcessAsync();
        await _followed;
        _testListener?.Dispose();
        _process.Dispose();
        _gone.Dispose();
        _files.Delete();
        await _judged;
    }

    /// <summary>What the machine left behind, or as much of it as there is while it runs.</summary>
    internal MachineResult Snapshot()
    {
        if (_followed.IsCompletedSuccessfully)
        {
            return _followed.Result;
        }

        return Result(ExitReason.StillRunning, qemuExitCode: 0, qemuErrors: "", ReadNotes(), _clock.Elapsed);
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
        Task log = _recording.FollowLogAsync(logListener, _gone.Token);
        Task console = _recording.FollowConsoleAsync(_process.StandardOutput.BaseStream);
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
        _admission?.Dispose();
        await _gone.CancelAsync();
        await Task.WhenAll(control, log, console);
        logListener.Dispose();
        controlListener.Dispose();
        _recording.End();
        string notes = ReadNotes();
        return Result(Classify(_process.ExitCode), _process.ExitCode, await errors, notes, duration);
    }

    private MachineResult Result(ExitReason reason, int qemuExitCode, string qemuErrors, string notes, TimeSpan duration) => new()
    {
        Reason = reason,
        QemuExitCode = qemuExitCode,
        Console = _recording.Console.Text,
        Log = _recording.Log.Text,
        QemuErrors = qemuErrors,
        FirmwareOutput = _recording.FirmwareOutput,
        QemuNotes = notes,
        Verdict = ReadVerdict(notes),
        TimeToNucleus = _recording.TimeToNucleus,
        TimeToShell = _recording.TimeToShell,
        Duration = duration,
        CommandLine = _commandLine,
    };

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

    private string ReadNotes()
    {
        try
        {
            using FileStream file = new(_files.QemuNotes, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using StreamReader reader = new(file);
            return reader.ReadToEnd();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return "";
        }
    }

    private JudgeVerdict ReadVerdict(string notes) =>
        _profile.Supervision == Supervision.None ? JudgeVerdict.None : JudgeVerdict.Read(notes, _profile.ExpectedEvents);

    // The one place where a verdict becomes a failure: everybody who wants the machine's result comes by here.
    private async Task<MachineResult> JudgeAsync()
    {
        MachineResult result = await _followed;

        // A QEMU that refused to start judged nobody; that it failed is the result.
        bool passes = result.Verdict.IsClean || (result.Reason == ExitReason.QemuFailed && result.Verdict.Unexpected.IsEmpty);
        return passes || _profile.Supervision != Supervision.Strict ? result : throw new JudgeException(result);
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
