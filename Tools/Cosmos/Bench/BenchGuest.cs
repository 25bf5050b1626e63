using System;
using System.Text.Json;
using System.Threading.Tasks;
using CosmosNvme.Lab;

namespace CosmosNvme.Cosmos;

/// <summary>A running system that is told what to measure, slice by slice. Disposing stops it.</summary>
internal abstract class BenchGuest(Machine machine) : IAsyncDisposable
{
    /// <summary>The word behind each command's output.</summary>
    protected const string End = "@END";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>The machine.</summary>
    protected Machine Machine { get; } = machine;

    /// <summary>Runs one command and takes its figures.</summary>
    /// <param name="command">A command that prints JSON.</param>
    /// <param name="seconds">How long it measures.</param>
    /// <exception cref="BenchException">It printed none.</exception>
    /// <exception cref="LabException">The machine stopped, or did not answer in time.</exception>
    internal async Task<BenchSlice> MeasureAsync(string command, double seconds)
    {
        HostSample before = await HostSample.TakeAsync(Machine);
        string output = await RunAsync(command, s_patience + TimeSpan.FromSeconds(seconds));
        HostSample after = await HostSample.TakeAsync(Machine);
        try
        {
            return new BenchSlice(Parse(Json(output)), HostUse.Between(before, after));
        }
        catch (JsonException e)
        {
            throw new BenchException($"'{command}' failed ({e.Message}):\n{output}", e);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Machine.DisposeAsync();

    /// <summary>Finds the object that a command printed, its first line beginning with it; around it are the command's echo and the prompt.</summary>
    /// <param name="output">What the console said.</param>
    /// <returns>It; empty if there is none.</returns>
    internal static string Json(string output)
    {
        int start = output.StartsWith('{') ? 0 : output.IndexOf("\n{", StringComparison.Ordinal);
        int end = output.LastIndexOf('}');
        return start < 0 || end < start ? "" : output[start..(end + 1)];
    }

    /// <summary>Starts a machine and waits until it takes commands.</summary>
    /// <param name="profile">The machine.</param>
    /// <param name="ready">What its console says then.</param>
    protected static async Task<Machine> StartAsync(MachineProfile profile, string ready)
    {
        Machine machine = Machine.Start(profile);
        try
        {
            await machine.ExpectAsync(ready, s_patience);
            return machine;
        }
        catch (LabException)
        {
            await machine.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a command.</summary>
    /// <returns>What the console said meanwhile.</returns>
    protected async Task<string> RunAsync(string command, TimeSpan limit)
    {
        int start = Machine.ConsoleText.Length;
        await Machine.SendAsync(Complete(command) + "\n");
        await Machine.ExpectAsync(End, limit);
        return Machine.ConsoleText[start..];
    }

    /// <summary>Makes a line out of a command that prints <see cref="End"/> behind what the command prints, and not while it is typed.</summary>
    protected abstract string Complete(string command);

    /// <summary>Reads the figures that the command printed.</summary>
    protected abstract BenchFigures Parse(string json);
}
