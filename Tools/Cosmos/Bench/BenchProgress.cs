using System.Diagnostics;
using System.Globalization;
using System.IO;

namespace CosmosNvme.Cosmos;

/// <summary>Says how far a <see cref="BenchPlan"/> is and how long it still takes: on a terminal in one line that changes, else once for each round.</summary>
/// <param name="output">Where to write.</param>
/// <param name="terminal">Whether it is a terminal.</param>
/// <param name="plan">What is measured.</param>
internal sealed class BenchProgress(TextWriter output, bool terminal, BenchPlan plan)
{
    private const int Width = 78;

    private readonly Stopwatch _clock = new();
    private int _begun;

    // As long as nothing is known better.
    private double SecondsLeft => _begun == 0
        ? plan.MeasuringSeconds
        : _clock.Elapsed.TotalSeconds / _begun * (plan.Measurements - _begun);

    /// <summary>Says what is to come.</summary>
    internal void Begin()
    {
        Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{Many(plan.Cases.Count, "measurement")} of {plan.Seconds:0.##} s on {Many(plan.Configurations.Count, "machine")}, {Many(plan.Rounds, "round")}: about {Duration(plan.ExpectedSeconds)}."));
    }

    /// <summary>Instructions of some measurements are counted.</summary>
    /// <param name="done">How many.</param>
    internal void Counting(int done)
    {
        if (terminal)
        {
            Show(string.Create(CultureInfo.InvariantCulture, $"Counting instructions: {done} of {plan.Cases.Count}"));
        }
        else if (done == 0)
        {
            Say("Counting instructions ...");
        }
    }

    /// <summary>A round of a machine begins.</summary>
    internal void Round(BenchConfiguration configuration, int round)
    {
        if (!terminal)
        {
            Say(string.Create(CultureInfo.InvariantCulture, $"{configuration.Name}: round {round} of {plan.Rounds}; {Left()}"));
        }
    }

    /// <summary>A measurement begins.</summary>
    internal void Measurement(BenchConfiguration configuration, BenchCase row)
    {
        if (terminal)
        {
            Show(string.Create(CultureInfo.InvariantCulture, $"{_begun * 100 / plan.Measurements} %, {Left()}: {configuration.Cpus} CPU{(configuration.Cpus == 1 ? "" : "s")}, {row.Name}"));
        }

        _begun++;
        _clock.Start();
    }

    /// <summary>Says something that stays.</summary>
    internal void Say(string text) => output.WriteLine(terminal ? $"\r\e[K{text}" : text);

    /// <summary>Takes the line that changes away.</summary>
    internal void End() => output.Write(terminal ? "\r\e[K" : "");

    /// <summary>A time for people, from seconds to hours.</summary>
    internal static string Duration(double seconds) => seconds switch
    {
        < 90 => seconds.ToString("0 s", CultureInfo.InvariantCulture),
        < 5400 => (seconds / 60).ToString("0 min", CultureInfo.InvariantCulture),
        _ => (seconds / 3600).ToString("0.0 h", CultureInfo.InvariantCulture),
    };

    private static string Many(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    private void Show(string line) => output.Write($"\r\e[K{(line.Length > Width ? line[..Width] : line)}");

    private string Left() => $"{Duration(SecondsLeft)} left";
}
