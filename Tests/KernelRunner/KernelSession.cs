using System;
using System.Collections.Immutable;
using System.Diagnostics;
using System.IO;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using CosmosNvme.Lab;
using CosmosNvme.Testing.Protocol;

namespace CosmosNvme.KernelRunner;

/// <summary>One boot of a kernel that holds tests, from its hello to its end. One test at a time. Disposing stops the machine.</summary>
public sealed class KernelSession : IAsyncDisposable
{
    private static readonly TimeSpan s_powerOffLimit = TimeSpan.FromSeconds(60);

    // How long after its channel closed a machine may take to leave its last words.
    private static readonly TimeSpan s_deathLimit = TimeSpan.FromSeconds(20);

    private readonly Machine _machine;
    private readonly TestChannel _channel;
    private int _requests;
    private string? _last;
    private bool _isJudged;

    private KernelSession(Machine machine, TestChannel channel, Hello hello, ImmutableArray<TestDescription> tests)
    {
        _machine = machine;
        _channel = channel;
        Hello = hello;
        Tests = tests;
    }

    /// <summary>How the machine introduced itself; checked.</summary>
    public Hello Hello { get; }

    /// <summary>The tests that the kernel says it holds.</summary>
    public ImmutableArray<TestDescription> Tests { get; }

    /// <summary>False once the machine died or its channel can no longer be trusted.</summary>
    public bool IsAlive { get; private set; } = true;

    /// <summary>Boots a machine and checks that it is the one that was booted.</summary>
    /// <param name="profile">The machine; the nonce is set here.</param>
    /// <param name="bootLimit">How long it may take to its first words.</param>
    /// <exception cref="KernelRunException">It did not come up, or what answered is not it.</exception>
    /// <exception cref="LabException">A file is missing, or QEMU cannot be started at all.</exception>
    public static async Task<KernelSession> StartAsync(MachineProfile profile, TimeSpan bootLimit)
    {
        ArgumentNullException.ThrowIfNull(profile);
        string nonce = RandomNumberGenerator.GetHexString(32, lowercase: true);
        Machine machine = Machine.Start(profile with { TestNonce = nonce });
        TestChannel? channel = null;
        try
        {
            using CancellationTokenSource timer = new(bootLimit);
            channel = new TestChannel(await machine.OpenTestChannelAsync(timer.Token));
            Hello hello = await ReceiveHelloAsync(channel, nonce, profile.Cpus, timer.Token);
            TestList list = TestList.Read(await channel.ReceiveAsync(timer.Token));
            return new KernelSession(machine, channel, hello, list.Tests);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or TestChannelException)
        {
            MachineResult death = await EndAsync(machine, e);
            if (channel is not null)
            {
                await channel.DisposeAsync();
            }

            await DisposeAsync(machine, isJudged: true);
            throw new KernelRunException($"The machine came to no test: {Reason(e, bootLimit)}\n{Describe(death)}", death);
        }
    }

    /// <summary>Takes the first frame of a machine and checks that the machine is the one that was booted.</summary>
    /// <param name="channel">A channel on which nothing was received yet.</param>
    /// <param name="nonce">The word that was handed in at boot.</param>
    /// <param name="cpus">Number of the machine's CPUs.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="TestChannelException">It is not, or what came is no hello.</exception>
    public static async Task<Hello> ReceiveHelloAsync(TestChannel channel, string nonce, int cpus, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(channel);
        Hello hello = Hello.Read(await channel.ReceiveAsync(cancellation));
        string[] faults = [.. hello.FindFaults(nonce, cpus)];
        return faults.Length == 0 ? hello : throw new TestChannelException(string.Join(' ', faults));
    }

    /// <summary>Runs a test.</summary>
    /// <param name="fullName">Its full name.</param>
    /// <param name="limit">How long it may take.</param>
    /// <returns>What became of it. After a death, <see cref="IsAlive"/> is false and this is the session's last result.</returns>
    public async Task<KernelTestResult> RunAsync(string fullName, TimeSpan limit)
    {
        if (!IsAlive)
        {
            throw new InvalidOperationException("This machine is dead; start another session.");
        }

        RunRequest request = new(++_requests, fullName);
        Stopwatch clock = Stopwatch.StartNew();
        bool started = false;
        using CancellationTokenSource timer = new(limit);
        try
        {
            await _channel.SendAsync(FrameKind.Run, request.ToPayload(), timer.Token);
            Match(TestStart.Read(await _channel.ReceiveAsync(timer.Token)).Id, request.Id);
            started = true;
            TestVerdict verdict = TestVerdict.Read(await _channel.ReceiveAsync(timer.Token));
            Match(verdict.Id, request.Id);
            _last = fullName;
            KernelTestResult result = new(fullName, verdict.Outcome, verdict.Message, verdict.StackTrace, verdict.Output, verdict.Duration);
            return await JudgeAsync(result.Outcome == TestOutcome.Failed ? result with { Machine = _machine.Snapshot() } : result);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or TestChannelException)
        {
            MachineResult death = await EndAsync(e);
            string before = started || _last is null ? "" : $"\nThe test had not begun: look at the one before it, {_last}, too.";
            return new KernelTestResult(fullName, TestOutcome.Failed, $"{Reason(e, limit)}{before}\n{Describe(death)}", "", "", clock.Elapsed) { Machine = death, MachineDied = true };
        }
    }

    /// <summary>Powers the machine off in good order; stops it if it does not obey.</summary>
    /// <returns>What it left behind.</returns>
    /// <exception cref="JudgeException">The driver did what it must not, after the last test.</exception>
    public async Task<MachineResult> PowerOffAsync()
    {
        if (IsAlive)
        {
            IsAlive = false;
            using CancellationTokenSource timer = new(s_powerOffLimit);
            try
            {
                await _channel.SendAsync(FrameKind.PowerOff, default, timer.Token);
                return await _machine.WaitForExitAsync().WaitAsync(timer.Token);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                return await EndAsync(e);
            }
            catch (JudgeException)
            {
                _isJudged = true;
                throw;
            }
        }

        return await _machine.WaitForExitAsync();
    }

    /// <inheritdoc/>
    /// <exception cref="JudgeException">The driver did what it must not, and no test was told.</exception>
    public async ValueTask DisposeAsync()
    {
        IsAlive = false;
        await _channel.DisposeAsync();
        await DisposeAsync(_machine, _isJudged);
    }

    // What QEMU holds against the driver belongs to the test during which it happened; later tests get a machine without a record.
    private async Task<KernelTestResult> JudgeAsync(KernelTestResult result)
    {
        JudgeVerdict verdict = _machine.Verdict;
        if (verdict.Unexpected.IsEmpty)
        {
            return result;
        }

        MachineResult machine = await EndAsync(null);
        string said = result.Message.Length == 0 ? "" : $"\nThe test itself said: {result.Message}";
        return result with { Outcome = TestOutcome.Failed, Message = $"QEMU judges the driver:\n{verdict}{said}", Machine = machine, MachineDied = true };
    }

    private async Task<MachineResult> EndAsync(Exception? cause)
    {
        IsAlive = false;
        _isJudged = true;
        return await EndAsync(_machine, cause);
    }

    private static void Match(int id, int expected)
    {
        if (id != expected)
        {
            throw new TestChannelException($"The kernel answers request {id}; request {expected} was made.");
        }
    }

    // A machine that closed its channel is about to end by itself, and how it ends says why; any other is stopped.
    private static async Task<MachineResult> EndAsync(Machine machine, Exception? cause)
    {
        try
        {
            if (cause is IOException)
            {
                try
                {
                    return await machine.WaitForExitAsync().WaitAsync(s_deathLimit);
                }
                catch (TimeoutException)
                {
                    // It lives on without a channel.
                }
            }

            return await machine.StopAsync();
        }
        catch (JudgeException e)
        {
            // The text of the result says it.
            return e.Result;
        }
    }

    private static async Task DisposeAsync(Machine machine, bool isJudged)
    {
        try
        {
            await machine.DisposeAsync();
        }
        catch (JudgeException) when (isJudged)
        {
            // Somebody was told.
        }
    }

    // A panic's first words come before a stack trace or two.
    private static string Describe(MachineResult machine) =>
        $"{machine.Explanation}\n--- console\n{Tail(machine.Console, 4_000)}\n--- log\n{Tail(machine.Log, 16_000)}";

    private static string Tail(string text, int length) => text.Length <= length ? text : "..." + text[^length..];

    private static string Reason(Exception cause, TimeSpan limit) => cause switch
    {
        OperationCanceledException => $"There was no answer within {limit.TotalSeconds:0.#} s; the machine hung and was stopped.",
        TestChannelException => cause.Message,
        _ => "The machine died.",
    };
}
