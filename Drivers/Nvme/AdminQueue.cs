using System;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>
/// Queue 0 and the commands for the controller itself. Synchronous: each call returns when the controller has answered or its time
/// is up. Any thread may call; the queue is polled, so that it works before interrupts do and when they fail.
/// </summary>
internal sealed class AdminQueue : IDisposable
{
    /// <summary>Entries of the admin queue: half a page of submissions, which every controller can have.</summary>
    internal const uint Depth = 32;

    private readonly DmaMemory _buffer;
    private readonly Lock _bufferLock = new();
    private readonly long _timeout;

    /// <summary>Allocates the buffer for answers. The queue stays its maker's.</summary>
    internal AdminQueue(IDmaAllocator dma, QueuePair queue, long timeoutNanoseconds)
    {
        Queue = queue;
        _timeout = timeoutNanoseconds;
        _buffer = dma.Allocate(IdentifyData.Bytes, IdentifyData.Bytes);
    }

    /// <summary>The queue's memory and the buffer for answers, in bytes.</summary>
    internal long MemoryBytes => Queue.MemoryBytes + _buffer.Length;

    /// <summary>The queue.</summary>
    internal QueuePair Queue { get; }

    /// <summary>Sends a command and waits for its end.</summary>
    /// <param name="entry">The command, complete but for its id.</param>
    /// <param name="timeoutNanoseconds">How long it may take; 0: as the options say.</param>
    internal CommandResult Execute(SubmissionEntry entry, long timeoutNanoseconds = 0)
    {
        CommandSlot? slot = Queue.Claim();
        if (slot is null)
        {
            return CommandResult.Of(CommandEnding.ControllerFailed);
        }

        Queue.Append(slot, ref entry, timeoutNanoseconds == 0 ? _timeout : timeoutNanoseconds);
        Queue.Publish();
        return Queue.Wait(slot);
    }

    /// <summary>Sends Identify.</summary>
    /// <param name="target">Which structure.</param>
    /// <param name="namespaceId">The namespace it is about.</param>
    /// <param name="data">4096 bytes; filled if the command succeeds.</param>
    internal CommandResult Identify(IdentifyTarget target, uint namespaceId, Span<byte> data)
    {
        lock (_bufferLock)
        {
            // Zeroed, so that a controller that transfers nothing does not pass for the previous answer.
            _buffer.Span.Clear();
            CommandResult result = Execute(AdminCommand.Identify(target, namespaceId, _buffer.Address));
            if (result.IsSuccess)
            {
                _buffer.Span[..IdentifyData.Bytes].CopyTo(data);
            }

            return result;
        }
    }

    /// <summary>Sends Get Log Page.</summary>
    /// <param name="page">LID.</param>
    /// <param name="data">A multiple of four bytes, at most 4096; filled if the command succeeds.</param>
    internal CommandResult ReadLogPage(byte page, Span<byte> data)
    {
        lock (_bufferLock)
        {
            _buffer.Span.Clear();
            CommandResult result = Execute(AdminCommand.GetLogPage(page, data.Length, _buffer.Address));
            if (result.IsSuccess)
            {
                _buffer.Span[..data.Length].CopyTo(data);
            }

            return result;
        }
    }

    /// <summary>Set Features, Host Behavior Support: the host keeps the delays that a status asks for (ACRE). NVMe Base 1.4 §5.21.1.22.</summary>
    internal CommandResult SetHostBehavior()
    {
        lock (_bufferLock)
        {
            _buffer.Span.Clear();
            _buffer.Span[0] = 1;
            SubmissionEntry entry = AdminCommand.SetFeature(FeatureIdentifier.HostBehavior, 0);
            entry.Prp1 = _buffer.Address.Value;
            return Execute(entry);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _buffer.Dispose();
}
