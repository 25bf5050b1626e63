using System;
using System.Collections.Generic;

namespace CosmosNvme.Nvme.Simulator;

/// <summary>
/// What goes wrong with the commands that a predicate picks. Made by <see cref="FaultPlan"/>, completed by chained calls:
/// <c>device.Faults.OnCommand(command => command.IsRead).After(3).Times(1).FailsWith(0x281)</c>.
/// </summary>
public sealed class FaultRule
{
    private readonly Func<SimulatedCommand, bool> _predicate;
    private readonly List<Action<SimulatedCompletion>> _changes = [];
    private readonly HashSet<SimulatedCommand> _chosen = new(ReferenceEqualityComparer.Instance);
    private int _skip;
    private int _left = int.MaxValue;

    internal FaultRule(Func<SimulatedCommand, bool> predicate) => _predicate = predicate;

    /// <summary>Commands that the rule has hit.</summary>
    public int Hits { get; private set; }

    internal FaultTiming? Timing { get; private set; }

    internal ushort? Status { get; private set; }

    internal Action<SimulatedController>? Effect { get; private set; }

    /// <summary>Lets the first <paramref name="commands"/> pass unharmed.</summary>
    public FaultRule After(int commands)
    {
        _skip = commands;
        return this;
    }

    /// <summary>Ends after <paramref name="commands"/> commands.</summary>
    public FaultRule Times(int commands)
    {
        _left = commands;
        return this;
    }

    /// <summary>The command is not executed and fails.</summary>
    /// <param name="status">SC in bits 0-7, SCT 8-10, CRD 11-12, M 13, DNR 14.</param>
    public FaultRule FailsWith(int status)
    {
        Status = (ushort)status;
        return this;
    }

    /// <summary>The command is swallowed: neither executed nor completed.</summary>
    public FaultRule NeverCompletes()
    {
        Timing = FaultTiming.Never;
        return this;
    }

    /// <summary>The command is executed and completed after some virtual time.</summary>
    public FaultRule CompletesAfter(long nanoseconds)
    {
        Timing = new FaultTiming(nanoseconds);
        return this;
    }

    /// <summary>The command waits for <see cref="SimulatedController.ReleaseHeld"/>.</summary>
    public FaultRule IsHeld()
    {
        Timing = FaultTiming.Held;
        return this;
    }

    /// <summary>The completion is posted <paramref name="times"/> times.</summary>
    public FaultRule CompletesTimes(int times) => CompletesWith(completion => completion.Times = times);

    /// <summary>The completion is written with the phase of the round before.</summary>
    public FaultRule CompletesWithOldPhase() => CompletesWith(completion => completion.HasOldPhase = true);

    /// <summary>The completion is changed before it is posted.</summary>
    public FaultRule CompletesWith(Action<SimulatedCompletion> change)
    {
        _changes.Add(change);
        return this;
    }

    /// <summary>The device is removed when it fetches the command.</summary>
    public FaultRule RemovesDevice() => Does(device => device.IsGone = true);

    /// <summary>The controller stops with CSTS.CFS when it fetches the command.</summary>
    public FaultRule ReportsFatalError() => Does(device => device.IsFatal = true);

    /// <summary>Something happens when the command is fetched, under the controller's lock.</summary>
    public FaultRule Does(Action<SimulatedController> effect)
    {
        Effect = effect;
        return this;
    }

    internal bool TryHit(SimulatedCommand command)
    {
        if (_left == 0 || !_predicate(command))
        {
            return false;
        }

        if (_skip > 0)
        {
            _skip--;
            return false;
        }

        _left--;
        Hits++;
        _chosen.Add(command);
        return true;
    }

    internal bool Chose(SimulatedCommand command) => _chosen.Contains(command);

    internal void Change(SimulatedCompletion completion) => _changes.ForEach(change => change(completion));
}
