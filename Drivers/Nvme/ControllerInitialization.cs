using System;
using System.Collections.Generic;
using System.Globalization;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>
/// Brings a controller into service in the order of NVMe Base 1.4 §7.6.1, one method per step. A step that takes something notes how
/// it is given back; if a later step fails, and when the controller is shut down, that happens in reverse.
/// </summary>
internal sealed partial class ControllerInitialization(ControllerCore core)
{
    private const uint SmallestDepth = 2;
    private const uint DepthIfUnreported = 64;
    private const uint DepthOfAPage = HostPageBytes / SubmissionEntry.Bytes;
    private const long QueueCreationDelay = 100_000;
    private const uint HostPageBytes = DmaMapping.PageBytes;

    private readonly Stack<Action> _undo = new();
    private readonly Stack<IDisposable> _memory = new();
    private Action? _beforeStop;
    private long _countBeforeFirstCommand;

    /// <summary>What the controller says about itself; set by <see cref="Run"/>.</summary>
    internal IdentifyController? Identify { get; private set; }

    /// <summary>Longest transfer of one command in bytes, a multiple of 4096; set by <see cref="Run"/>.</summary>
    internal int MaximumTransferBytes { get; private set; }

    /// <summary>Length of the PRP list of every slot; after <see cref="Run"/>.</summary>
    internal int PrpListEntries => PrpBuilder.ListEntriesFor(MaximumTransferBytes);

    /// <summary>Takes all steps.</summary>
    /// <exception cref="NvmeException">The controller cannot be used; everything taken was given back.</exception>
    internal void Run()
    {
        try
        {
            CheckPresence();
            CheckCapabilities();
            core.Switch.Disable();
            CreateAdminQueue();
            Enable();
            ConnectInterrupts();
            IdentifyController();
            CheckInterrupts();
            (int queues, int polled) = NegotiateQueueCount();
            ConfigureShadowDoorbells();
            CreateIoQueues(queues, polled);
            ConfigureHostBehavior();
        }
        catch (OutOfMemoryException exception)
        {
            Undo();
            throw new NvmeException("there is not enough contiguous memory for its queues; ask for fewer (nvme.queues=) or shorter ones (nvme.depth=)", exception);
        }
        catch (NvmeException)
        {
            Undo();
            throw;
        }
    }

    /// <summary>Gives back what the steps took, last first.</summary>
    /// <param name="beforeStop">What is to happen between the deletion of the queues and the end of the controller.</param>
    internal void Undo(Action? beforeStop = null)
    {
        _beforeStop = beforeStop;
        while (_undo.TryPop(out Action? action))
        {
            action();
        }

        // Memory last: only when the controller is stopped, and no thread looks into it any more, is it certain that it may go.
        while (_memory.TryPop(out IDisposable? memory))
        {
            core.Free(memory);
        }
    }

    // A device that is not there, or whose memory decoding is off, reads as all ones. VS can never be that.
    private void CheckPresence()
    {
        if (core.Registers.Version.Value == uint.MaxValue || core.Registers.Status.IsGone)
        {
            throw new NvmeException("its registers read as all ones: the device is gone, or its BAR is not decoded");
        }

        if (core.Doorbells.QueuePairsInWindow < 2)
        {
            throw new NvmeException(string.Create(
                CultureInfo.InvariantCulture,
                $"its register window of {core.Registers.Window.Length} bytes does not reach the doorbells of one I/O queue (stride {core.Capabilities.DoorbellStrideBytes})"));
        }
    }

    private void CheckCapabilities()
    {
        if (core.Options.Quirks.HasFlag(NvmeQuirks.ForeignQueues))
        {
            throw new NvmeException("its queues are not those of the specification (entries of 128 bytes, command ids shared by all queues): this driver cannot drive it");
        }

        ControllerCapabilities capabilities = core.Capabilities;
        if (capabilities.MinimumPageBytes > HostPageBytes)
        {
            throw new NvmeException(string.Create(
                CultureInfo.InvariantCulture,
                $"its smallest memory page is {capabilities.MinimumPageBytes} bytes (CAP.MPSMIN), and this machine's pages have {HostPageBytes}: it cannot be used"));
        }

        if (!capabilities.SupportsNvmCommandSet && !capabilities.SupportsSelectableCommandSets)
        {
            throw new NvmeException("it has no I/O commands that this driver knows (CAP.CSS): it is an administrative or a foreign controller");
        }

        if (capabilities.MaximumQueueEntries < SmallestDepth)
        {
            core.Log(LogLevel.Warning, $"CAP.MQES is 0, which no controller may report; its I/O queues get {IoQueueDepth} entries");
        }
    }

    private void CreateAdminQueue()
    {
        QueuePair queue = core.CreateQueuePair(id: 0, core.Options.Quirks.HasFlag(NvmeQuirks.AdminQueueOfWholePages) ? DepthOfAPage : AdminQueue.Depth, prpListEntries: 0, isPolled: true);
        _memory.Push(queue);
        AdminQueue admin = new(core.Hardware.Dma, queue, core.Options.AdminTimeoutNanoseconds);
        core.Admin = admin;
        _memory.Push(admin);
        core.Registers.SetAdminQueues(queue.Depth, queue.SubmissionAddress, queue.CompletionAddress);
    }

    private void Enable()
    {
        if (core.IsPolled)
        {
            // Nobody listens, so nothing may be raised; and without interrupts there is no MSI-X that would forbid this.
            core.Registers.MaskAllVectors();
        }

        _undo.Push(Stop);
        core.Switch.Enable(ControllerConfiguration.ForThisDriver(core.Capabilities));
    }

    private void Stop()
    {
        _beforeStop?.Invoke();
        core.Stop();
    }

    // Before the first queue that uses a vector exists, so that no interrupt finds nobody.
    private void ConnectInterrupts()
    {
        if (core.IsPolled)
        {
            return;
        }

        NvmeRegisters? masked = core.Hardware.InterruptMode == InterruptMode.Pin ? core.Registers : null;
        foreach (InterruptLine line in core.Hardware.Interrupts)
        {
            QueueInterrupt interrupt = new(line, masked, core.Hardware.Clock, core.Health);
            core.Interrupts.Add(interrupt);
            _undo.Push(interrupt.Stop);
        }

        _countBeforeFirstCommand = core.Hardware.Interrupts[0].Count;
        core.Interrupts[0].Serve(core.Admin!.Queue);
        _undo.Push(new BackupPoll(core).Stop);
    }

    private void IdentifyController()
    {
        byte[] data = new byte[IdentifyData.Bytes];
        Require(core.Admin!.Identify(IdentifyTarget.Controller, namespaceId: 0, data), "Identify Controller");
        Identify = new IdentifyController(data);
        core.Retries.Learn(Identify);

        // MDTS counts in the controller's smallest pages. The page of slack for a transfer that starts inside a page is in the list.
        long limit = Identify.MaximumTransferBytes(core.Capabilities.MinimumPageBytes);
        MaximumTransferBytes = (int)Math.Min(limit, core.Options.MaximumTransferBytes);
        core.Sgls = SglUseOf(Identify);
    }

    private SglUse SglUseOf(IdentifyController identify) => SglUse.Of(new SglSupport(identify.ScatterGatherLists), core.Options, PrpListEntries);

    // Identify was the first command that the admin queue's vector announced. Which thread took the completion does not matter: what a
    // controller has signalled arrives, if its way to a CPU is what it is believed to be.
    private void CheckInterrupts()
    {
        const long Patience = 2_000_000_000;
        const long Step = 1_000_000;
        if (core.IsPolled)
        {
            return;
        }

        InterruptLine line = core.Hardware.Interrupts[0];
        for (long waited = 0; line.Count == _countBeforeFirstCommand; waited += Step)
        {
            if (waited >= Patience)
            {
                throw new NvmeInterruptException($"it answers, but no interrupt of it arrives at {line.Id}");
            }

            core.Hardware.Clock.Delay(Step);
        }
    }

    // Asked for once, because it may not be changed while there are I/O queues. If not all are granted, queues that somebody can own go
    // first, then those for waiting threads; one that serves everybody remains.
    private (int Shared, int Polled) NegotiateQueueCount()
    {
        int shared = Math.Max(core.Options.QueuePairs, 1);
        int polled = core.IsPolled ? 0 : Math.Max(core.Options.PollQueuePairs, 0);
        long all = (long)shared + polled + Math.Max(core.Options.DirectQueuePairs, 0);
        int wanted = (int)Math.Min(all, core.Doorbells.QueuePairsInWindow - 1);
        CommandResult result = core.Admin!.Execute(
            AdminCommand.SetFeature(FeatureIdentifier.NumberOfQueues, NumberOfQueues.ForPairs((uint)wanted).Value));
        Require(result, "Set Features, Number of Queues");

        // Some controllers grant more than was asked for.
        int granted = (int)Math.Min((uint)wanted, new NumberOfQueues((uint)result.Value).Pairs);
        shared = Math.Clamp(granted - polled, 1, shared);
        polled = Math.Clamp(granted - shared, 0, polled);
        core.DirectQueues.Reserve(first: shared + polled + 1, granted - shared - polled);
        return (shared, polled);
    }

    /// <summary>
    /// Tells the controller of the shadow doorbells, before there are queues that use them. Forgotten by every reset: to be taken again
    /// after each (NVMe Base 1.4 §5.7). A controller that refuses gets its doorbells by register.
    /// </summary>
    private void ConfigureShadowDoorbells()
    {
        if (!core.Options.UsesShadowDoorbells || !Identify!.HasDoorbellBufferConfig || HasPin)
        {
            return;
        }

        ShadowDoorbells? shadows = core.Doorbells.Shadows;
        if (shadows is null)
        {
            shadows = new ShadowDoorbells(core.Hardware.Dma, core.Capabilities.DoorbellStrideBytes);
            _memory.Push(shadows);
        }

        CommandResult result = core.Admin!.Execute(AdminCommand.DoorbellBufferConfig(shadows.Values, shadows.Events));
        if (result.IsSuccess)
        {
            core.Doorbells.Shadows = shadows;
        }
        else
        {
            core.Log(LogLevel.Warning, $"it offers shadow doorbells, but Doorbell Buffer Config failed: {result}");
        }
    }

    // A wire is let go when the controller learns that the last completion was taken. From a shadow doorbell it may learn it only with the
    // next completion, and until then the wire would interrupt for nothing.
    private bool HasPin => !core.IsPolled && core.Hardware.InterruptMode == InterruptMode.Pin;

    private void CreateIoQueues(int shared, int polled)
    {
        for (ushort id = 1; id <= shared + polled; id++)
        {
            CreateIoQueue(id, isPolled: core.IsPolled || id > shared);
        }

        core.SpreadQueues(polled);
        if (core.Options.Quirks.HasFlag(NvmeQuirks.DelayAfterQueueCreation))
        {
            core.Hardware.Clock.Delay(QueueCreationDelay);
        }
    }

    // The completion queue first: a submission queue names the one its completions go to. Deleted the other way round.
    private void CreateIoQueue(ushort id, bool isPolled)
    {
        AdminQueue admin = core.Admin!;
        QueuePair queue = core.CreateQueuePair(id, IoQueueDepth, PrpListEntries, isPolled);
        _memory.Push(queue);
        if (!isPolled)
        {
            core.Interrupts[VectorOf(id)].Serve(queue);
        }

        TellCompletionQueue(queue);
        _undo.Push(() => admin.Execute(AdminCommand.DeleteCompletionQueue(id)));
        TellSubmissionQueue(queue);
        _undo.Push(() => admin.Execute(AdminCommand.DeleteSubmissionQueue(id)));
        core.AddIoQueue(queue);
    }

    private void TellCompletionQueue(QueuePair queue)
    {
        core.Doorbells.Shadows?.Reset(queue.Id);
        ushort? vector = queue.IsPolled ? null : VectorOf(queue.Id);
        Require(
            core.Admin!.Execute(AdminCommand.CreateCompletionQueue(queue.Id, queue.Depth, queue.CompletionAddress, vector)),
            $"Create I/O Completion Queue {queue.Id}");
    }

    private void TellSubmissionQueue(QueuePair queue) => Require(
        core.Admin!.Execute(AdminCommand.CreateSubmissionQueue(queue.Id, queue.Depth, queue.SubmissionAddress)),
        $"Create I/O Submission Queue {queue.Id}");

    private uint IoQueueDepth => AllowedDepth(core.Options.QueueDepth);

    /// <summary>The depth that an I/O queue gets.</summary>
    /// <param name="wanted">Entries that are wanted.</param>
    internal uint AllowedDepth(int wanted)
    {
        uint limit = core.Capabilities.MaximumQueueEntries;
        if (limit < SmallestDepth)
        {
            limit = core.Options.Quirks.HasFlag(NvmeQuirks.MaximumQueueEntriesUnreported) ? DepthIfUnreported : SmallestDepth;
        }

        return Math.Clamp(core.Options.Quirks.HasFlag(NvmeQuirks.QueueDepthOne) ? SmallestDepth : (uint)wanted, SmallestDepth, limit);
    }

    // Vector 0 is the admin queue's; I/O queues share it only where there is no other.
    private ushort VectorOf(ushort queueId)
    {
        int others = core.Hardware.Interrupts.Count - 1;
        return others == 0 ? (ushort)0 : (ushort)(1 + ((queueId - 1) % others));
    }

    private void Require(CommandResult result, string command)
    {
        if (core.Health.Trouble is string message)
        {
            throw new NvmeException(message);
        }

        if (!result.IsSuccess)
        {
            throw new NvmeException($"{command} failed: {result}");
        }
    }
}
