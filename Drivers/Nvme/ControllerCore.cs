using System;
using System.Collections.Generic;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>What the parts of a controller share: its registers, its queues, its state of health.</summary>
internal sealed class ControllerCore
{
    private readonly Lock _stateLock = new();
    private ServiceState _state;
    private int _resetsBegun;
    private QueuePair[] _ioQueues = [];
    private QueuePair[] _queueOfCpu = [];
    private QueuePair[] _waitingQueueOfCpu = [];

    /// <summary>Looks at nothing but CAP.</summary>
    internal ControllerCore(string name, NvmeHardware hardware, NvmeOptions options)
    {
        Name = name;
        Hardware = hardware;
        Options = options;
        IsPolled = hardware.Interrupts.Count == 0 || hardware.InterruptMode == InterruptMode.None;
        Registers = new NvmeRegisters(hardware.Registers);
        Capabilities = Registers.Capabilities;
        Doorbells = new DoorbellLayout(hardware.Registers, Capabilities.DoorbellStrideBytes);
        Switch = new EnableSwitch(Registers, hardware.Clock, options.Quirks);
        Health = new ControllerHealth(Registers, HandleTrouble);
        Delays = new RetryDelays(hardware.Clock);
        Retries = new RetryPolicy(options.Retries);
        DirectQueues = new DirectQueues(this);
    }

    /// <summary>nvme0 and so on.</summary>
    internal string Name { get; }

    /// <summary>What the controller is driven with.</summary>
    internal NvmeHardware Hardware { get; }

    /// <summary>How it is to be run.</summary>
    internal NvmeOptions Options { get; }

    /// <summary>Its registers.</summary>
    internal NvmeRegisters Registers { get; }

    /// <summary>CAP.</summary>
    internal ControllerCapabilities Capabilities { get; }

    /// <summary>Its doorbells.</summary>
    internal DoorbellLayout Doorbells { get; }

    /// <summary>Its main switch.</summary>
    internal EnableSwitch Switch { get; }

    /// <summary>Whether it works.</summary>
    internal ControllerHealth Health { get; }

    /// <summary>Where it is in its life.</summary>
    internal ServiceState State
    {
        get
        {
            lock (_stateLock)
            {
                return _state;
            }
        }
    }

    /// <summary>Resets that were begun. Any thread.</summary>
    internal int ResetsBegun => Volatile.Read(ref _resetsBegun);

    /// <summary>Which commands are sent again.</summary>
    internal RetryPolicy Retries { get; }

    /// <summary>Requests that wait for being sent again.</summary>
    internal RetryDelays Delays { get; }

    /// <summary>Called once when the controller is out of service for ever; null: by nobody. Never blocks for long.</summary>
    internal Action<string>? OnFailed { get; set; }

    /// <summary>The admin queue; null before it is made.</summary>
    internal AdminQueue? Admin { get; set; }

    /// <summary>How data is described by SGLs; set before there are I/O queues.</summary>
    internal SglUse Sgls { get; set; }

    /// <summary>The I/O queues that the controller has.</summary>
    internal ReadOnlySpan<QueuePair> IoQueues => Volatile.Read(ref _ioQueues);

    /// <summary>How many of them, the last ones, are without interrupts beside others that have them.</summary>
    internal int PollQueueCount { get; private set; }

    /// <summary>Queue pairs that callers own.</summary>
    internal DirectQueues DirectQueues { get; }

    /// <summary>What lies in memory for the controller: all queues, those that are lent included, the buffer for answers, shadow doorbells; in bytes.</summary>
    internal long MemoryBytes
    {
        get
        {
            long bytes = (Admin?.MemoryBytes ?? 0) + (Doorbells.Shadows?.MemoryBytes ?? 0) + DirectQueues.MemoryBytes;
            foreach (QueuePair queue in IoQueues)
            {
                bytes += queue.MemoryBytes;
            }

            return bytes;
        }
    }

    /// <summary>The works of its interrupt lines; empty if it is polled. Complete before the first command.</summary>
    internal List<QueueInterrupt> Interrupts { get; } = [];

    /// <summary>True if nobody waits for interrupts.</summary>
    internal bool IsPolled { get; }

    /// <summary>
    /// True if the controller may still reach memory that was given to it, because it could not be stopped. That memory is then
    /// never freed: a leak is better than a device that writes into somebody else's data.
    /// </summary>
    internal bool MayReachMemory { get; private set; }

    /// <summary>
    /// The I/O queue for a command of the current CPU. Only a choice: every queue works from every CPU, and the thread may have moved
    /// on before it uses the queue, or be taken to run on a CPU that it has just left.
    /// </summary>
    internal QueuePair QueueOfThisCpu() => OfThisCpu(_queueOfCpu);

    /// <summary>The same for a command whose thread is going to wait: a queue without interrupts, if there are such.</summary>
    internal QueuePair WaitingQueueOfThisCpu() => OfThisCpu(_waitingQueueOfCpu);

    /// <summary>Takes an I/O queue into use.</summary>
    internal void AddIoQueue(QueuePair queue) => Volatile.Write(ref _ioQueues, [.. _ioQueues, queue]);

    /// <summary>
    /// Spreads the CPUs over the I/O queues: CPU c has queue number c × queues / CPUs, so that neighbours, which share caches, share a
    /// queue where there are fewer queues than CPUs. Where there are as many, queue id n belongs to CPU n - 1.
    /// </summary>
    /// <param name="polled">How many of the queues, the last ones, are for threads that wait.</param>
    internal void SpreadQueues(int polled)
    {
        PollQueueCount = polled;
        int others = _ioQueues.Length - polled;
        Volatile.Write(ref _queueOfCpu, Spread(_ioQueues.AsSpan(0, others)));
        Volatile.Write(ref _waitingQueueOfCpu, polled == 0 ? _queueOfCpu : Spread(_ioQueues.AsSpan(others)));
    }

    /// <summary>Which of the queues a CPU has; with more queues than CPUs, the first ones.</summary>
    internal static int QueueIndexOf(int cpu, int queues, int cpus) => queues >= cpus ? cpu : (int)((long)cpu * queues / cpus);

    /// <summary>Makes a queue pair for this controller.</summary>
    internal QueuePair CreateQueuePair(ushort id, uint depth, int prpListEntries, bool isPolled) => new(new QueuePairSetup
    {
        Id = id,
        Depth = depth,
        PrpListEntries = prpListEntries,
        Sgls = Sgls,
        IsPolled = isPolled,
        SpinNanoseconds = Options.SpinNanoseconds,
        CpuCount = Options.CpuCount,
        Doorbells = Doorbells,
        Dma = Hardware.Dma,
        Clock = Hardware.Clock,
        Cpu = Hardware.Cpu,
        NewEvent = Hardware.NewEvent,
        Health = Health,
    });

    /// <summary>Looks whether a controller in service is well. Whoever waits long for it calls this now and then.</summary>
    internal void CheckHealth()
    {
        if (State == ServiceState.Running)
        {
            Health.Check();
        }
    }

    /// <summary>Goes from one state to another.</summary>
    /// <returns>False if it is in none of those: nothing has changed.</returns>
    internal bool TryChangeState(ServiceState from, ServiceState to)
    {
        lock (_stateLock)
        {
            if (_state != from)
            {
                return false;
            }

            _state = to;
            _resetsBegun += to == ServiceState.Resetting ? 1 : 0;
            return true;
        }
    }

    /// <summary>Stops the controller without asking it.</summary>
    /// <returns>True if it is disabled. False: it is gone or does not obey, but reaches memory only if <see cref="MayReachMemory"/>.</returns>
    internal bool TryStop()
    {
        IControllerBus? bus = Hardware.Bus;
        if (Switch.TryStop() || ((bus?.TryResetFunction() ?? false) && Switch.TryStop()))
        {
            return !Registers.Status.IsGone;
        }

        if (!(bus?.TryIsolate() ?? false))
        {
            MayReachMemory = true;
            Log(LogLevel.Error, "the controller cannot be stopped; the memory it was given stays reserved");
        }

        return false;
    }

    /// <summary>The same, where it does not matter how it came about.</summary>
    internal void Stop() => TryStop();

    /// <summary>
    /// Puts the controller out of service for ever. The order matters: first no new commands, then a controller that cannot touch memory any more,
    /// and only then are the owners of the buffers told that these are theirs again.
    /// </summary>
    /// <returns>The message.</returns>
    internal string Fail(string message)
    {
        lock (_stateLock)
        {
            _state = ServiceState.Failed;
        }

        Health.Fail(message);
        Log(LogLevel.Error, $"{message}; the controller is out of service");
        Admin?.Queue.Close();
        foreach (QueuePair queue in IoQueues)
        {
            queue.Close();
        }

        Stop();
        if (Health.IsGone)
        {
            Hardware.Bus?.TryIsolate();
        }

        Admin?.Queue.GiveUpCommands(isControllerStopped: !MayReachMemory);
        foreach (QueuePair queue in IoQueues)
        {
            queue.GiveUpCommands(isControllerStopped: !MayReachMemory);
        }

        DirectQueues.GiveUp(isControllerStopped: !MayReachMemory);
        Delays.End();
        OnFailed?.Invoke(message);
        return message;
    }

    /// <summary>Gives memory back that the controller was told of, if it can no longer reach it.</summary>
    internal void Free(IDisposable memory)
    {
        if (!MayReachMemory)
        {
            memory.Dispose();
        }
    }

    /// <summary>Writes a line about this controller to the kernel log.</summary>
    internal void Log(LogLevel level, string text) => Hardware.Log.Write(level, $"{Name}: {text}");

    private QueuePair OfThisCpu(QueuePair[] queues)
    {
        uint cpu = (uint)Hardware.Cpu.Current;
        return cpu < (uint)queues.Length ? queues[cpu] : queues[cpu % (uint)queues.Length];
    }

    private QueuePair[] Spread(ReadOnlySpan<QueuePair> queues)
    {
        QueuePair[] queueOfCpu = new QueuePair[Math.Max(Options.CpuCount, 1)];
        for (int cpu = 0; cpu < queueOfCpu.Length; cpu++)
        {
            queueOfCpu[cpu] = queues[QueueIndexOf(cpu, queues.Length, queueOfCpu.Length)];
        }

        return queueOfCpu;
    }

    private void HandleTrouble(string message)
    {
        switch (State)
        {
            // The recovery thread looks ten times a second.
            case ServiceState.Running:
                break;
            case ServiceState.Resetting:
                Log(LogLevel.Error, message);
                Admin!.Queue.Close();
                Stop();
                Admin.Queue.GiveUpCommands(isControllerStopped: !MayReachMemory);
                break;
            default:
                Fail(message);
                break;
        }
    }
}
