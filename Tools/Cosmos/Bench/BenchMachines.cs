using System;
using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;
using CosmosNvme.Lab;

namespace CosmosNvme.Cosmos;

/// <summary>
/// The machines of a configuration, one for each system. Both run all the time, and idle while the other one is measured. They start when they are needed, and anew
/// after one that failed. Disposing stops them.
/// </summary>
/// <param name="plan">What is to be measured.</param>
/// <param name="configuration">The machine.</param>
internal sealed class BenchMachines(BenchPlan plan, BenchConfiguration configuration) : IAsyncDisposable
{
    private BenchDisk? _disk;
    private CosmosGuest? _cosmos;
    private LinuxGuest? _linux;
    private BenchException? _cannotStart;

    /// <summary>Measures all systems right after each other: what slows the host down for a while falls on all alike.</summary>
    /// <param name="row">The measurement.</param>
    /// <exception cref="BenchException">It failed; others may succeed.</exception>
    internal async Task<BenchRound> MeasureAsync(BenchCase row)
    {
        await StartAsync();
        try
        {
            BenchSlice own = await _cosmos!.MeasureAsync(row.Command(plan.Seconds, plan.WarmUp, configuration.Cpus), plan.Seconds);
            List<BenchSlice> others = [];
            if (_linux is not null)
            {
                foreach (LinuxJob job in row.LinuxJobs)
                {
                    others.Add(await _linux.MeasureAsync(job.Command(plan.Seconds, plan.WarmUp, configuration.Cpus), plan.Seconds));
                }
            }

            return new BenchRound(own, others);
        }
        catch (Exception e) when (e is LabException or IOException)
        {
            // What hangs or is gone answers nothing any more.
            await StopAsync();
            throw new BenchException(e.Message, e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _disk?.Dispose();
    }

    private async Task StartAsync()
    {
        if (_cannotStart is not null)
        {
            throw _cannotStart;
        }

        try
        {
            _disk ??= new BenchDisk(configuration);
            MachineProfile profile = configuration.Profile(_disk.Backing);
            _cosmos ??= await CosmosGuest.StartAsync(profile);
            _linux ??= plan.HasLinux ? await LinuxGuest.StartAsync(profile) : null;
        }
        catch (Exception e) when (e is LabException or IOException)
        {
            await StopAsync();
            _cannotStart = new BenchException($"the machine does not start: {e.Message}", e);
            throw _cannotStart;
        }
    }

    private async Task StopAsync()
    {
        if (_cosmos is not null)
        {
            await _cosmos.DisposeAsync();
        }

        if (_linux is not null)
        {
            await _linux.DisposeAsync();
        }

        _cosmos = null;
        _linux = null;
    }
}
