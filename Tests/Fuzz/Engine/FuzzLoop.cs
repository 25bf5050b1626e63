using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;

namespace CosmosNvme.Fuzz;

/// <summary>Tries inputs on a target until time or number is over: seeds first, then changed ones, guided by coverage.</summary>
internal sealed class FuzzLoop
{
    private const int MostFindings = 16;
    private const int TriesToMinimize = 20_000;

    // Every so many inputs one is tried twice, besides those that are kept.
    private const int TwiceInterval = 64;

    private static readonly TimeSpan s_progressInterval = TimeSpan.FromSeconds(10);

    private readonly FuzzTarget _target;
    private readonly FuzzRequest _request;
    private readonly FindingStore _store;
    private readonly TextWriter _output;
    private readonly CoverageMap _coverage = new();
    private readonly Corpus _corpus = new();
    private readonly InputRunner _runner;
    private readonly HashSet<string> _signatures = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _lastNew;
    private TimeSpan _lastProgress;

    /// <summary>Prepares a run.</summary>
    /// <param name="target">What to feed.</param>
    /// <param name="request">For how long.</param>
    /// <param name="store">Where inputs that show faults go.</param>
    /// <param name="watch">Notices hangs; null for nobody.</param>
    /// <param name="output">Where progress goes.</param>
    internal FuzzLoop(FuzzTarget target, FuzzRequest request, FindingStore store, HangWatch? watch, TextWriter output)
    {
        _target = target;
        _request = request;
        _store = store;
        _output = output;
        _runner = new InputRunner(target, watch);
    }

    /// <summary>Faults found so far, each counted once.</summary>
    internal int Findings => _signatures.Count;

    /// <summary>Runs to the end.</summary>
    internal void Run()
    {
        foreach (byte[] seed in _target.Seeds())
        {
            _target.Repair(seed);
            Try(seed, isSeed: true);
        }

        int seeds = _corpus.Count;
        Mutator mutator = new(_request.Seed, _target.MaximumLength, _target.Words);
        while (_clock.Elapsed < _request.Duration && _runner.Executions < _request.Executions && Findings < MostFindings)
        {
            byte[] input = mutator.Mutate(_corpus.Pick(mutator), _corpus.Pick(mutator));
            if (mutator.Below(8) != 0)
            {
                _target.Repair(input);
            }

            Try(input, isSeed: false);
            if (_clock.Elapsed - _lastProgress > s_progressInterval)
            {
                Report("...");
            }
        }

        Report($"done, seed {_request.Seed}, {seeds} seed inputs");
    }

    private void Try(byte[] input, bool isSeed)
    {
        _coverage.Begin();
        Finding? finding = _runner.Run(input, out _);
        bool isNew = _coverage.End();
        if (finding is null && (isNew || isSeed || _runner.Executions % TwiceInterval == 0))
        {
            finding = _runner.RunTwice(input);
        }

        if (finding is not null)
        {
            Keep(input, finding);
        }
        else if (isNew || isSeed)
        {
            _corpus.Add(input);
            _lastNew = _clock.Elapsed;
        }
    }

    private void Keep(byte[] input, Finding finding)
    {
        if (!_signatures.Add(finding.Signature))
        {
            return;
        }

        byte[] small = new Minimizer(candidate => _runner.RunTwice(candidate)?.Signature == finding.Signature, TriesToMinimize).Minimize(input);

        // The words belong to the input that is kept.
        Finding shown = _runner.RunTwice(small) ?? finding;
        string path = _store.Save(small, $"{_target.Name}, seed {_request.Seed}: {shown.Signature}\n{shown.Message}");
        _output.WriteLine($"{_target.Name}: FOUND {shown.Signature} ({small.Length} bytes, first seen with {input.Length})");
        _output.WriteLine(shown.Message);
        _output.WriteLine($"base64 {Convert.ToBase64String(small)}");
        _output.WriteLine($"See it again with: ./cosmos fuzz {_target.Name} --replay {path}");
    }

    private void Report(string what)
    {
        _lastProgress = _clock.Elapsed;
        double seconds = _clock.Elapsed.TotalSeconds;
        _output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{_target.Name}: {seconds:0} s, {_runner.Executions} executions, {_runner.Executions / Math.Max(seconds, 0.001):0} per second, coverage {_coverage.Count}, corpus {_corpus.Count}, last new {(_clock.Elapsed - _lastNew).TotalSeconds:0} s ago, {Findings} found; {what}"));
    }
}
