using System;
using System.Globalization;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>
/// Keeps Asynchronous Event Requests at the controller, and deals with what they bring: reads the log page that lets the next event of the kind come, says
/// in the kernel log what happened, tells those who want to know, and only then sends the next request, so that events wait at the controller and
/// never here. NVMe Base 1.4 §5.2.
/// </summary>
/// <remarks>
/// The recovery thread looks whether an event has come, because nobody waits for one; a thread that lives as long as there are events does the rest. It waits for
/// the controller, and for those whom it tells; the recovery thread waits for neither.
/// </remarks>
internal sealed class EventWatch(ControllerCore core, IdentifyController identify)
{
    private const int MostRequests = 4;
    private const int LongestPage = 4096;
    private const int EventsInARow = 8;
    private const long PauseBetweenEvents = 100_000_000;

    private readonly Lock _lock = new();
    private readonly CommandSlot?[] _requests = new CommandSlot?[Math.Min(identify.AsynchronousEventLimit, MostRequests)];
    private Thread? _worker;
    private volatile bool _isOver;
    private long _count;

    /// <summary>Called for each event. By the thread that deals with events.</summary>
    internal Action<NvmeEvent>? Happened { get; set; }

    /// <summary>Called when namespaces have come, gone or changed. By the thread that deals with events.</summary>
    internal Action? NamespacesChanged { get; set; }

    /// <summary>Events so far. Any thread.</summary>
    internal long Count => Interlocked.Read(ref _count);

    /// <summary>Says which events are wanted, and sends requests for them; after a reset too. Waits for the controller.</summary>
    internal void Start()
    {
        const uint HealthWarnings = 0x3f;
        const uint NamespaceAndFirmwareNotices = 0x300;
        uint wanted = HealthWarnings | (identify.OptionalEvents & NamespaceAndFirmwareNotices);
        CommandResult result = core.Admin!.Execute(AdminCommand.SetFeature(FeatureIdentifier.AsynchronousEvents, wanted));
        if (!result.IsSuccess && result.Ending == CommandEnding.Completed)
        {
            core.Log(LogLevel.Debug, $"Set Features, Asynchronous Event Configuration failed: {result}");
        }

        Arm();
    }

    /// <summary>Looks whether an event has come. By the recovery thread; does not wait.</summary>
    internal void Look()
    {
        // Else an interrupt has it drained; should that get lost, the next one does, or any admin command.
        if (core.IsPolled)
        {
            core.Admin!.Queue.Poll();
        }

        lock (_lock)
        {
            if (_worker is null && !_isOver && Array.Exists(_requests, request => request is { HasEnded: true }))
            {
                _worker = new Thread(Work) { Name = $"{core.Name}/events", IsBackground = true };
                _worker.Start();
            }
        }
    }

    /// <summary>No more events are wanted: when this returns, none is being dealt with. The recovery thread has ended.</summary>
    internal void Stop()
    {
        _isOver = true;
        _worker?.Join();
    }

    private void Arm()
    {
        lock (_lock)
        {
            for (int index = 0; index < _requests.Length && !_isOver; index++)
            {
                _requests[index] ??= TrySend();
            }
        }
    }

    // The controller answers when something happens, so the request has all the time there is.
    private CommandSlot? TrySend()
    {
        QueuePair admin = core.Admin!.Queue;
        if (admin.TryClaim(owner: null) is not CommandSlot slot)
        {
            return null;
        }

        SubmissionEntry entry = AdminCommand.AsynchronousEventRequest();
        admin.Append(slot, ref entry, QueuePair.Unlimited);
        admin.Publish();
        return slot;
    }

    private void Work()
    {
        for (int inARow = 1; TryTake(out CommandResult result); inARow++)
        {
            if (result.IsSuccess)
            {
                Handle((uint)result.Value);
                Arm();
            }
            else if (result.Ending == CommandEnding.Completed)
            {
                // One that it does not like: fewer will do.
                core.Log(LogLevel.Debug, $"Asynchronous Event Request failed: {result}");
            }
            else
            {
                // A reset has ended it. Whoever comes second, this thread or the one that resets, finds the controller back.
                Arm();
            }

            if (inARow >= EventsInARow && !_isOver)
            {
                core.Hardware.Clock.Delay(PauseBetweenEvents);
            }
        }
    }

    private bool TryTake(out CommandResult result)
    {
        lock (_lock)
        {
            for (int index = 0; index < _requests.Length && !_isOver; index++)
            {
                if (_requests[index] is { HasEnded: true } ended)
                {
                    result = core.Admin!.Queue.Release(ended);
                    _requests[index] = null;
                    return true;
                }
            }

            _worker = null;
            result = default;
            return false;
        }
    }

    private void Handle(uint value)
    {
        const byte NamespaceAttributes = 0;
        NvmeEventKind kind = (NvmeEventKind)(value & 7);
        byte information = (byte)(value >> 8);
        byte page = (byte)(value >> 16);
        byte[] data = new byte[LongestPage];
        CommandResult result = core.Admin!.ReadLogPage(page, data.AsSpan(0, LengthOf(page)));
        string text = Describe(kind, information, data) + (result.IsSuccess ? string.Empty : $"; its log page {page} cannot be read: {result}");
        Interlocked.Increment(ref _count);
        core.Log(kind == NvmeEventKind.Notice ? LogLevel.Info : LogLevel.Warning, $"event: {text}");
        if (kind == NvmeEventKind.Notice && information == NamespaceAttributes)
        {
            NamespacesChanged?.Invoke();
        }

        Happened?.Invoke(new NvmeEvent(kind, information, page, text));
    }

    private static int LengthOf(byte page)
    {
        const byte ErrorInformation = 1;
        const byte ChangedNamespaces = 4;
        return page switch
        {
            ErrorInformation => 64,
            ChangedNamespaces => LongestPage,
            _ => 512,
        };
    }

    private static string Describe(NvmeEventKind kind, byte information, byte[] data) => (kind, information) switch
    {
        (NvmeEventKind.Error, 0) => "a doorbell of a queue that does not exist was written",
        (NvmeEventKind.Error, 1) => "a doorbell was written with a value that cannot be",
        (NvmeEventKind.Error, 2) => "the controller found an error in itself (diagnostic failure)",
        (NvmeEventKind.Error, 3) => "the controller has an internal error that stays",
        (NvmeEventKind.Error, 4) => "the controller had an internal error that has gone",
        (NvmeEventKind.Error, 5) => "the firmware image cannot be loaded",
        (NvmeEventKind.Health, _) => string.Create(CultureInfo.InvariantCulture, $"health: {HealthOf(information)} (critical warning 0x{data[0]:x2}, {TemperatureOf(data)} degrees Celsius, {data[3]} % spare)"),
        (NvmeEventKind.Notice, 0) => "namespaces have changed",
        (NvmeEventKind.Notice, 1) => "new firmware is about to be activated",
        (NvmeEventKind.Notice, 2) => "telemetry data has changed",
        (NvmeEventKind.Notice, 3) => "asymmetric namespace access has changed",
        _ => string.Create(CultureInfo.InvariantCulture, $"type {(int)kind}, information 0x{information:x2}"),
    };

    private static string HealthOf(byte information) => information switch
    {
        0 => "reliability is degraded",
        1 => "the temperature has passed a threshold",
        2 => "the spare blocks run out",
        _ => "something is wrong",
    };

    private static int TemperatureOf(byte[] data)
    {
        const int ZeroCelsius = 273;
        return (data[1] | (data[2] << 8)) - ZeroCelsius;
    }
}
