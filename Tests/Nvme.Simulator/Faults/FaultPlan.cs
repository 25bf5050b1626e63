using System;
using System.Collections.Generic;
using System.Linq;

namespace CosmosNvme.Nvme.Simulator;

/// <summary>What the simulated controller does wrong. Empty: nothing. May be changed at any time.</summary>
public sealed class FaultPlan
{
    private readonly SimulatedController _device;
    private readonly List<FaultRule> _rules = [];

    internal FaultPlan(SimulatedController device) => _device = device;

    /// <summary>Changes what register reads return: offset and true value in, value out. Runs under the controller's lock.</summary>
    public Func<uint, uint, uint>? OnRegisterRead { get; set; }

    /// <summary>Picks doorbells whose writes are ignored, by number: 2y is the tail of submission queue y, 2y + 1 the head of completion queue y.</summary>
    public Func<uint, bool>? IgnoresDoorbell { get; set; }

    /// <summary>Changes data on its way to the host: Identify structures, log pages.</summary>
    public Action<SimulatedCommand, byte[]>? OnAdminData { get; set; }

    /// <summary>A fault of the commands that <paramref name="predicate"/> picks.</summary>
    public FaultRule OnCommand(Func<SimulatedCommand, bool> predicate)
    {
        FaultRule rule = new(predicate);
        lock (_device.Sync)
        {
            _rules.Add(rule);
        }

        return rule;
    }

    /// <summary>A fault of an admin command.</summary>
    public FaultRule OnAdmin(int opcode) => OnCommand(command => command.IsAdmin && command.Opcode == opcode);

    /// <summary>A fault of an I/O command.</summary>
    public FaultRule OnIo(int opcode) => OnCommand(command => command.IsIo && command.Opcode == opcode);

    /// <summary>A fault of all reads and writes.</summary>
    public FaultRule OnTransfer() => OnCommand(command => command.IsRead || command.IsWrite);

    /// <summary>Refuses Set Features and Get Features for a feature.</summary>
    public FaultRule RefusesFeature(int identifier, int status = StatusCode.InvalidField) =>
        OnCommand(command => command is { IsAdmin: true, Opcode: 0x09 or 0x0a } && (byte)command.Dword10 == identifier).FailsWith(status);

    /// <summary>Something happens to the device at a moment of virtual time, under its lock.</summary>
    public void After(long nanoseconds, Action<SimulatedController> effect) => _device.Clock.Schedule(nanoseconds, () =>
    {
        lock (_device.Sync)
        {
            effect(_device);
        }
    });

    /// <summary>Everything is well again; commands that were swallowed stay so.</summary>
    public void Clear()
    {
        lock (_device.Sync)
        {
            _rules.Clear();
            OnRegisterRead = null;
            IgnoresDoorbell = null;
            OnAdminData = null;
        }
    }

    internal FaultTiming OnFetched(SimulatedCommand command)
    {
        FaultTiming timing = default;
        foreach (FaultRule rule in _rules.Where(rule => rule.TryHit(command)).ToArray())
        {
            timing = rule.Timing ?? timing;
            rule.Effect?.Invoke(_device);
        }

        return timing;
    }

    internal ushort? StatusOf(SimulatedCommand command) =>
        _rules.FindLast(rule => rule.Status is not null && rule.Chose(command))?.Status;

    internal void Change(SimulatedCommand command, SimulatedCompletion completion)
    {
        foreach (FaultRule rule in _rules.Where(rule => rule.Chose(command)))
        {
            rule.Change(completion);
        }
    }
}
