using System;
using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using CosmosNvme.Lab;
using CosmosNvme.Testing.Protocol;

namespace CosmosNvme.KernelRunner;

/// <summary>
/// Runs tests inside a kernel, one after the other, on one machine for as long as that lives: a test that kills or hangs its machine
/// fails, and the next one boots another. Callable from any thread. Disposing stops the machine.
/// </summary>
/// <param name="profile">The machine to boot.</param>
/// <param name="bootLimit">How long a machine may take to its first words.</param>
public sealed class KernelTestRunner(MachineProfile profile, TimeSpan bootLimit) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private KernelSession? _session;

    /// <summary>Machines booted so far.</summary>
    public int Boots { get; private set; }

    /// <summary>The tests that the kernel holds; boots a machine if there is none.</summary>
    /// <exception cref="KernelRunException">The machine came to no test.</exception>
    public async Task<ImmutableArray<TestDescription>> ListAsync()
    {
        await _turn.WaitAsync();
        try
        {
            return (await SessionAsync()).Tests;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Runs a test; boots a machine if there is none.</summary>
    /// <param name="fullName">Its full name.</param>
    /// <param name="limit">How long it may take; a boot is not counted.</param>
    public async Task<KernelTestResult> RunAsync(string fullName, TimeSpan limit)
    {
        await _turn.WaitAsync();
        try
        {
            KernelSession session = await SessionAsync();
            KernelTestResult result = await session.RunAsync(fullName, limit);
            if (!session.IsAlive)
            {
                await EndSessionAsync();
            }

            return result;
        }
        catch (KernelRunException e)
        {
            return new KernelTestResult(fullName, TestOutcome.Failed, e.Message, "", "", default) { Machine = e.Machine, MachineDied = true };
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Powers the machine off in good order.</summary>
    /// <returns>What it left behind; null if there is no machine.</returns>
    public async Task<MachineResult?> PowerOffAsync()
    {
        await _turn.WaitAsync();
        try
        {
            if (_session is null)
            {
                return null;
            }

            MachineResult result = await _session.PowerOffAsync();
            await EndSessionAsync();
            return result;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await EndSessionAsync();
        _turn.Dispose();
    }

    private async Task<KernelSession> SessionAsync()
    {
        if (_session is null)
        {
            _session = await KernelSession.StartAsync(profile, bootLimit);
            Boots++;
        }

        return _session;
    }

    private async Task EndSessionAsync()
    {
        if (_session is not null)
        {
            await _session.DisposeAsync();
            _session = null;
        }
    }
}
