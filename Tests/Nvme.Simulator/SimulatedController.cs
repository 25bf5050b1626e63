using System;
using System.Collections.Generic;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme.Simulator;

/// <summary>
/// An NVMe controller in C#, written from the specification and not from the driver: registers with side effects, queues in
/// simulated DMA memory, namespaces in RAM, and faults on demand. It has no thread: commands are executed by the thread that rings
/// the doorbell, or, if they take time, by the one that lets the time pass. This part: what it is made of.
/// </summary>
public sealed partial class SimulatedController
{
    private readonly List<string> _violations = [];
    private readonly List<SimulatedCommand> _commands = [];
    private readonly RegisterFile _registers;

    /// <summary>Makes a controller that is disabled, with MSI-X.</summary>
    /// <param name="vectors">MSI-X vectors; 0: the host polls.</param>
    /// <param name="clock">Time; null: a clock of its own.</param>
    public SimulatedController(int vectors = 0, VirtualClock? clock = null)
        : this(vectors == 0 ? InterruptMode.None : InterruptMode.MsiX, vectors, clock)
    {
    }

    /// <summary>Makes a controller that is disabled.</summary>
    /// <param name="mode">How it interrupts.</param>
    /// <param name="vectors">Vectors: none when polled, one for a pin, a power of two for MSI.</param>
    /// <param name="clock">Time; null: a clock of its own.</param>
    public SimulatedController(InterruptMode mode, int vectors, VirtualClock? clock = null)
    {
        Clock = clock ?? new VirtualClock();
        Dma = new SimulatedDma(Memory);
        Registers = new SimulatedRegisters(this);
        Interrupts = new InterruptDelivery(this, mode, vectors);
        Faults = new FaultPlan(this);
        Features = new FeatureTable(this);
        Logs = new LogPages(this);
        Events = new EventRequests(this);
        Maintenance = new Maintenance(this);
        Shadows = new ShadowDoorbells(this);
        Queues = new QueueEngine(this);
        _registers = new RegisterFile(this);
    }

    /// <summary>Time: what the driver has to run on too.</summary>
    public VirtualClock Clock { get; }

    /// <summary>Memory that it reaches.</summary>
    public SimulatedMemory Memory { get; } = new();

    /// <summary>Gives out that memory.</summary>
    public SimulatedDma Dma { get; }

    /// <summary>Its registers.</summary>
    public SimulatedRegisters Registers { get; }

    /// <summary>How it interrupts.</summary>
    public InterruptDelivery Interrupts { get; }

    /// <summary>Its interrupt lines, by vector.</summary>
    public IReadOnlyList<SimulatedInterruptLine> Lines => Interrupts.Lines;

    /// <summary>What it does wrong.</summary>
    public FaultPlan Faults { get; }

    /// <summary>Its features.</summary>
    public FeatureTable Features { get; }

    /// <summary>Its log pages.</summary>
    public LogPages Logs { get; }

    /// <summary>What it reports by itself.</summary>
    public EventRequests Events { get; }

    /// <summary>Its doorbells in memory.</summary>
    public ShadowDoorbells Shadows { get; }

    /// <summary>Namespace management, firmware, self-tests, sanitizing.</summary>
    public Maintenance Maintenance { get; }

    /// <summary>Its namespaces.</summary>
    public List<SimulatedNamespace> Namespaces { get; } = [];

    /// <summary>CC, as firmware or the driver left it. A test sets it to start with an enabled controller.</summary>
    public uint Configuration
    {
        get => _registers.Configuration;
        set => _registers.Configuration = value;
    }

    /// <summary>CSTS.RDY. A test sets it together with <see cref="Configuration"/>.</summary>
    public bool IsReady
    {
        get => _registers.IsReady;
        set => _registers.IsReady = value;
    }

    /// <summary>CSTS.CFS: it processes nothing any more.</summary>
    public bool IsFatal
    {
        get => _registers.IsFatal;
        set => _registers.IsFatal = value;
    }

    /// <summary>True once CC.SHN was set.</summary>
    public bool WasShutDown => _registers.WasShutDown;

    /// <summary>SMART: power cycles.</summary>
    public ulong PowerCycles { get; private set; } = 1;

    /// <summary>SMART: power losses without a shutdown before.</summary>
    public ulong UnsafeShutdowns { get; private set; }

    internal object Sync { get; } = new();

    internal QueueEngine Queues { get; }

    internal int PageBytes => _registers.PageBytes;

    internal bool IsRunning => _registers.IsRunning && !IsGone;

    internal long MaximumTransferBytes => MaximumTransferExponent is 0 or > 31
        ? long.MaxValue
        : (4096L << (int)((Capabilities >> 48) & 15)) << MaximumTransferExponent;

    /// <summary>
    /// Power goes and comes back: outstanding commands and what was not flushed are lost, registers and queues are as at power-on.
    /// </summary>
    /// <param name="chance">Null: all of the cache is lost; else any part of it.</param>
    public void CutPower(Random? chance = null)
    {
        lock (Sync)
        {
            UnsafeShutdowns += WasShutDown ? 0ul : 1;
            PowerCycles++;
            Namespaces.ForEach(disk => disk.LosePower(chance));
            _registers.PowerOn();
        }
    }

    internal uint Read(uint offset)
    {
        lock (Sync)
        {
            return _registers.Read(offset);
        }
    }

    internal void Write(uint offset, uint value)
    {
        lock (Sync)
        {
            _registers.Write(offset, value);
        }
    }

    internal (ushort Status, uint Result)? Execute(PendingCommand pending) => pending.Command.IsAdmin
        ? AdminCommands.Execute(this, pending)
        : (IoCommands.Execute(this, pending.Command), 0);

    internal SimulatedNamespace? FindActive(uint id) => Namespaces.Find(disk => disk.Id == id && disk.IsActive);

    internal void FlushCaches() => Namespaces.ForEach(disk => disk.MakeDurable());

    internal void Note(SimulatedCommand command) => _commands.Add(command);

    internal void Violate(string text) => _violations.Add(text);
}
