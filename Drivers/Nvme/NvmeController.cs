using System;
using System.Collections.Generic;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>An NVMe controller in service. Any thread may use it.</summary>
public sealed class NvmeController
{
    private const long DrainTimeout = 5_000_000_000;

    private readonly ControllerCore _core;
    private readonly ControllerInitialization _initialization;
    private readonly NamespaceTable _namespaces;
    private readonly RecoveryThread _recovery;
    private readonly EventWatch _events;
    private int _isShutDown;

    private NvmeController(ControllerCore core, ControllerInitialization initialization, IdentifyController identify)
    {
        _core = core;
        _initialization = initialization;
        Identify = identify;
        Version = core.Registers.Version;
        _namespaces = new NamespaceTable(core, identify, initialization.MaximumTransferBytes);
        Commands = new ControllerCommands(core, identify, initialization.MaximumTransferBytes, _namespaces.Suspend, _namespaces.Rescan);
        core.OnFailed = _ => Failed?.Invoke(this);
        _events = new EventWatch(core, identify) { Happened = happening => Reported?.Invoke(happening), NamespacesChanged = _namespaces.Rescan };
        _recovery = new RecoveryThread(core, new ControllerReset(core, initialization) { Revalidate = _namespaces.Look, Restarted = _events.Start, Reopened = TellOfNamespaces }, identify.AbortLimit) { OnTick = _events.Look };
    }

    /// <summary>The controller has failed for good, or is gone: every request has ended. On the thread that found out; a handler does not throw, nor wait for the controller.</summary>
    public event Action<NvmeController>? Failed;

    /// <summary>The controller has reported something by itself. On a thread for that; the next event is fetched when the handlers have returned. They do not throw.</summary>
    public event Action<NvmeEvent>? Reported;

    /// <summary>Events that the controller reported so far.</summary>
    public long Events => _events.Count;

    /// <summary>Name for people: nvme0 and so on.</summary>
    public string Name => _core.Name;

    /// <summary>Where it is, for people: its PCI address, as the bus glue said.</summary>
    public string Location => _core.Hardware.Location;

    /// <summary>The version that its register reports.</summary>
    public NvmeVersion Version { get; }

    /// <summary>What it says about itself.</summary>
    public IdentifyController Identify { get; }

    /// <summary>Its namespaces that can serve as disks, in the order of their ids. Another list when they change.</summary>
    public IReadOnlyList<NvmeNamespace> Namespaces => _namespaces.All;

    /// <summary>Everything else that it can be asked for.</summary>
    public ControllerCommands Commands { get; }

    /// <summary>
    /// Namespaces have gone or come: first those that are retired, then the new ones. On the thread that made it notice; a handler does not throw.
    /// </summary>
    public event Action<IReadOnlyList<NvmeNamespace>, IReadOnlyList<NvmeNamespace>>? NamespacesChanged
    {
        add => _namespaces.Changed += value;
        remove => _namespaces.Changed -= value;
    }

    /// <summary>I/O queue pairs that the driver uses; those that callers own are not counted.</summary>
    public int QueuePairCount => _core.IoQueues.Length;

    /// <summary>The last of them that have no interrupts: for calls whose thread waits. 0 if all are alike.</summary>
    public int PollQueuePairCount => _core.PollQueueCount;

    /// <summary>Queue pairs that <see cref="TryTakeQueue"/> can still lend.</summary>
    public int DirectQueuePairsLeft => _core.DirectQueues.Free;

    /// <summary>Entries of an I/O queue; one command less fits.</summary>
    public int QueueDepth => (int)_core.IoQueues[0].Depth;

    /// <summary>Interrupt vectors in use; 0: the controller is polled.</summary>
    public int VectorCount => _core.Interrupts.Count;

    /// <summary>How the controller signals.</summary>
    public InterruptMode InterruptMode => _core.IsPolled ? InterruptMode.None : _core.Hardware.InterruptMode;

    /// <summary>Longest transfer of one command in bytes; longer requests are split.</summary>
    public int MaximumTransferBytes => _initialization.MaximumTransferBytes;

    /// <summary>Why the controller failed; null while it works. A failed controller answers every request with an error.</summary>
    public string? FailureMessage => _core.Health.Failure;

    /// <summary>How the controller is told in a panic that power may go, as <see cref="ShutDown"/> tells it otherwise.</summary>
    public PanicWrite ShutdownInPanic => _core.Switch.ShutDownInPanic(Identify.ShutdownMicroseconds);

    /// <summary>Resets that brought the controller back into service.</summary>
    public int Resets => _recovery.Resets;

    /// <summary>Abort commands sent because a command got no answer in time.</summary>
    public long Aborts => _recovery.Aborts;

    /// <summary>
    /// Resets the controller: commands on their way are sent again afterwards, queues that callers own are lost to them. Thread context; waits
    /// for the reset, which may take several times CAP.TO.
    /// </summary>
    /// <param name="kind">How much is reset.</param>
    /// <returns>Why the controller is out of service now, or was not reset; null if it works.</returns>
    public string? Reset(ResetKind kind = ResetKind.Controller)
    {
        if (kind == ResetKind.Subsystem && !_core.Capabilities.SupportsSubsystemReset)
        {
            return "the controller has no reset of the NVM subsystem (CAP.NSSRS)";
        }

        if (kind == ResetKind.Function && _core.Hardware.Bus is not { CanResetFunction: true })
        {
            return "its bus has no reset for it alone";
        }

        return FailureMessage ?? _recovery.Reset(kind);
    }

    /// <summary>Looks for its namespaces again, as it does by itself when the controller reports a change. Thread context; waits for the controller.</summary>
    public void RescanNamespaces() => _namespaces.Rescan();

    /// <summary>Completions that were there without an interrupt announcing them.</summary>
    public long MissedInterrupts
    {
        get
        {
            long missed = _recovery.Missed;
            foreach (QueueInterrupt interrupt in _core.Interrupts)
            {
                missed += interrupt.Missed;
            }

            return missed;
        }
    }

    /// <summary>What a CPU did with a queue so far, counted where it happened. Any thread.</summary>
    /// <param name="queueId">0 for the admin queue, I/O queues from 1 to <see cref="QueuePairCount"/>.</param>
    /// <param name="cpu">Index of the CPU.</param>
    public QueueActivity ReadActivity(int queueId, int cpu) => FindQueue(queueId).ActivityOn(cpu);

    /// <summary>
    /// Memory that the controller reaches, in bytes: rings and PRP lists of all queues, those that are lent included, the buffer for answers, shadow doorbells. Callers'
    /// buffers are not counted. Any thread.
    /// </summary>
    public long MemoryBytes => _core.MemoryBytes;

    /// <summary>Of that a queue's rings and PRP lists, in bytes. Any thread.</summary>
    /// <param name="queueId">0 for the admin queue, I/O queues from 1 to <see cref="QueuePairCount"/>.</param>
    public long ReadMemoryBytes(int queueId) => FindQueue(queueId).MemoryBytes;

    /// <summary>What a queue did so far, and how long its commands took. Any thread; allocates.</summary>
    /// <param name="queueId">0 for the admin queue, I/O queues from 1 to <see cref="QueuePairCount"/>.</param>
    public QueueStatistics ReadStatistics(int queueId) => FindQueue(queueId).ReadStatistics();

    /// <summary>The same of each queue pair that a caller owns at the moment, in the order of their ids. Any thread; allocates.</summary>
    public IReadOnlyList<QueueStatistics> ReadLentStatistics() => _core.DirectQueues.ReadStatistics();

    /// <summary>Brings a controller into service. Thread context; takes up to CAP.TO, 127 s at worst.</summary>
    /// <param name="number">The n of nvme<c>n</c>.</param>
    /// <param name="hardware">What it is driven with.</param>
    /// <param name="options">How it is to be run.</param>
    /// <exception cref="NvmeException">It cannot be used; everything was given back.</exception>
    public static NvmeController Attach(int number, NvmeHardware hardware, NvmeOptions options)
    {
        ArgumentNullException.ThrowIfNull(hardware);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        if (hardware.Registers.Length < RegisterOffset.Doorbells)
        {
            throw new NvmeException($"its register window of {hardware.Registers.Length} bytes is too short for an NVMe controller");
        }

        ControllerCore core = new($"nvme{number}", hardware, options);
        ControllerInitialization initialization = new(core);
        initialization.Run();
        NvmeController controller = new(core, initialization, initialization.Identify!);

        // The last step whose failure means that the controller is not taken: from here on somebody lives who deals with failures.
        controller._events.Start();
        if (!core.TryChangeState(ServiceState.Alone, ServiceState.Running))
        {
            initialization.Undo();
            throw new NvmeException(controller.FailureMessage ?? "the controller failed while its namespaces were looked for");
        }

        controller._recovery.Start();
        core.Log(
            LogLevel.Info,
            $"{controller.Identify.ModelNumber}, NVMe {controller.Version}, {controller.QueuePairCount} I/O queues of {controller.QueueDepth}, "
            + controller.DescribeInterrupts()
            + $", {controller.Namespaces.Count} namespaces, {controller.MemoryBytes >> 10} KiB of memory, {controller.ReadMemoryBytes(1) >> 10} KiB a queue");
        return controller;
    }

    /// <summary>The registers that may be read in every interrupt mode, by their names in the specification, as they stand. Allocates.</summary>
    public IReadOnlyList<(string Name, ulong Value)> ReadRegisters() => _core.Registers.ReadAll();

    /// <summary>Makes an empty pool of buffers that the controller reaches where they are. The caller's: disposed when no command uses a buffer of it.</summary>
    /// <param name="bufferBytes">Size of each buffer, in bytes.</param>
    public NvmeBufferPool CreateBufferPool(int bufferBytes) => new(_core.Hardware.Dma, bufferBytes);

    /// <summary>
    /// Lends a queue pair of the caller's own; <see cref="NvmeQueue.Dispose"/> gives it back. Thread context; waits for the controller and allocates.
    /// </summary>
    /// <param name="depth">One more than the commands that can be on their way at once: 2 to 65536; the controller may allow fewer.</param>
    /// <param name="interrupts">
    /// True: an interrupt tells of ended commands, so that <see cref="NvmeQueue.WaitForInterrupt"/> sleeps. It is the queue's own and goes to the CPU that
    /// calls, if the controller has a vector for each queue; else it is shared. Where there is none to share, under an interrupt pin or when the
    /// controller is polled, the queue has none (<see cref="NvmeQueue.HasInterrupt"/>). False: none, which is cheapest for who polls.
    /// </param>
    /// <returns>Null if none is left: as many as <see cref="NvmeOptions.DirectQueuePairs"/> asks for and the controller grants can be lent at once.</returns>
    /// <exception cref="NvmeException">The controller refuses or has failed, or there is no memory.</exception>
    public NvmeQueue? TryTakeQueue(int depth, bool interrupts = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(depth, 65536);
        return _core.DirectQueues.TryTake(DirectQueueSize.For(depth, _initialization.AllowedDepth), _initialization.PrpListEntries, interrupts);
    }

    /// <summary>
    /// The bus says that the device is gone: ends every request at once, and returns when that has happened. Thread context, not from a handler
    /// of <see cref="Failed"/>.
    /// </summary>
    public void ReportRemoval()
    {
        _core.Health.ReportGone("the controller is gone: it was pulled out");
        PollingWait wait = new(_core.Hardware.Clock);
        while (_core.State is ServiceState.Running or ServiceState.Resetting)
        {
            wait.Once();
        }
    }

    /// <summary>The last commands of a queue, oldest first. Allocates.</summary>
    /// <param name="queueId">0 for the admin queue, I/O queues from 1 to <see cref="QueuePairCount"/>.</param>
    public IReadOnlyList<FlightRecord> ReadTrace(int queueId) => FindQueue(queueId).Recorder.Read();

    /// <summary>
    /// Takes the controller out of service in good order, as before power goes: requests on their way are waited for, later ones
    /// fail; queues are deleted, lent ones too (no thread is inside a call to one of these meanwhile), CC.SHN is set and waited for, memory is freed. NVMe Base 1.4 §7.6.2. The second call does nothing.
    /// </summary>
    /// <returns>True if the controller says that power may go.</returns>
    public bool ShutDown()
    {
        if (Interlocked.Exchange(ref _isShutDown, 1) != 0)
        {
            return true;
        }

        _recovery.Stop();
        _core.TryChangeState(ServiceState.Running, ServiceState.Alone);
        if (_core.Health.Trouble is string trouble && !_core.Health.HasFailed)
        {
            _core.Fail(trouble);
        }

        _events.Stop();
        foreach (QueuePair queue in _core.IoQueues)
        {
            queue.Close();
            WaitForOutstandingCommands(queue);
        }

        _core.DirectQueues.Close();
        bool isPrepared = false;
        _initialization.Undo(beforeStop: () => isPrepared = _core.Switch.ShutDown(Identify.ShutdownMicroseconds));
        _core.DirectQueues.GiveUp(isControllerStopped: !_core.MayReachMemory);
        foreach (NvmeNamespace disk in Namespaces)
        {
            _core.Free(disk.Mapper.Copies);
        }

        return isPrepared;
    }

    // Not on the recovery thread: who is told may wait for the controller.
    private void TellOfNamespaces()
    {
        if (_namespaces.HasUntold)
        {
            new Thread(_namespaces.Tell) { Name = $"{Name}/namespaces", IsBackground = true }.Start();
        }
    }

    /// <summary>Looks after it.</summary>
    internal RecoveryThread Recovery => _recovery;

    private QueuePair FindQueue(int queueId)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)queueId, (uint)QueuePairCount, nameof(queueId));
        return queueId == 0 ? _core.Admin!.Queue : _core.IoQueues[queueId - 1];
    }

    private string DescribeInterrupts() => InterruptMode switch
    {
        InterruptMode.MsiX => $"{VectorCount} MSI-X vectors",
        InterruptMode.Msi => $"{VectorCount} MSI vectors",
        InterruptMode.Pin => $"interrupt pin at {_core.Hardware.Interrupts[0].Id}",
        _ => "polled",
    };

    private void WaitForOutstandingCommands(QueuePair queue)
    {
        long deadline = _core.Hardware.Clock.Nanoseconds + DrainTimeout;
        PollingWait wait = new(_core.Hardware.Clock);
        while (!queue.IsIdle && _core.Hardware.Clock.Nanoseconds < deadline)
        {
            queue.Poll();
            wait.Once();
        }

        if (!queue.IsIdle && !_core.Health.HasFailed)
        {
            _core.Health.Report($"commands of queue {queue.Id} were still outstanding at shutdown");
        }
    }
}
