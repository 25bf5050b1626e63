using System;
using System.Threading;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>
/// A place for one command: its command id, its PRP list and whoever waits for it. Made with the queue and used again and again:
/// claimed by a thread, submitted, ended by whoever drains the completion queue, released by the thread that claimed it.
/// </summary>
internal sealed class CommandSlot : IValueTaskSource<CommandResult>
{
    private const int Free = 0;
    private const int Claimed = 1;
    private const int Submitted = 2;
    private const int Ending = 3;
    private const int Ended = 4;

    private readonly PrpList? _list;
    private readonly object _wakeUp = new();

    // Continuations go to the thread pool: user code never runs on the thread that drains completions.
    private ManualResetValueTaskSourceCore<CommandResult> _awaiter = new() { RunContinuationsAsynchronously = true };
    private DmaMapping? _mapping;
    private CommandResult _result;
    private int _state;
    private CommandWait _wait;

    /// <summary>Makes a free slot.</summary>
    /// <param name="id">Index of the slot in its queue, which is the command id.</param>
    /// <param name="list">Its PRP list; null on a queue whose commands carry no caller's buffers.</param>
    internal CommandSlot(ushort id, PrpList? list)
    {
        Id = id;
        _list = list;
    }

    /// <summary>CID of its command.</summary>
    internal ushort Id { get; }

    /// <summary>When the command must have ended, on the driver's clock. Read by whoever looks for late commands.</summary>
    internal long DeadlineNanoseconds { get; private set; }

    /// <summary>The command's line in the flight recorder.</summary>
    internal long Record { get; private set; }

    /// <summary>True while the controller has the command.</summary>
    internal bool IsSubmitted => Volatile.Read(ref _state) == Submitted;

    /// <summary>True once the result is there.</summary>
    internal bool HasEnded => Volatile.Read(ref _state) == Ended;

    /// <summary>
    /// True if the controller could not be stopped and may still write the buffer of a command that was given up. Such a slot and
    /// such a buffer are never used again.
    /// </summary>
    internal bool IsQuarantined { get; private set; }

    /// <summary>Takes a free slot into use.</summary>
    /// <param name="wait">How the claimer will learn that the command has ended.</param>
    internal void Claim(CommandWait wait)
    {
        _wait = wait;
        if (wait == CommandWait.Await)
        {
            _awaiter.Reset();
        }
        Volatile.Write(ref _state, Claimed);
    }

    /// <summary>Makes <paramref name="mapping"/> the command's buffer; the slot owns it until it is released.</summary>
    internal void Attach(DmaMapping mapping, ref SubmissionEntry entry)
    {
        _mapping = mapping;
        PrpBuilder.Build(mapping, _list ?? throw new InvalidOperationException("This queue's commands carry no buffers."), ref entry);
    }

    /// <summary>Notes that the controller is about to get the command.</summary>
    internal void MarkSubmitted(long deadlineNanoseconds, long record)
    {
        DeadlineNanoseconds = deadlineNanoseconds;
        Record = record;
        Volatile.Write(ref _state, Submitted);
    }

    /// <summary>Stores the result and wakes whoever waits.</summary>
    /// <returns>False if the controller does not have this command, or another thread is ending it: nothing happened.</returns>
    internal bool TryEnd(CommandResult result, bool quarantine = false)
    {
        if (Interlocked.CompareExchange(ref _state, Ending, Submitted) != Submitted)
        {
            return false;
        }

        End(result, quarantine);
        return true;
    }

    /// <summary>Ends a command that the controller never got.</summary>
    internal void Reject(CommandResult result) => End(result, quarantine: false);

    /// <summary>Blocks until the result is there. Bounded, because somebody drains the queue and gives up late commands.</summary>
    internal void WaitUntilEnded()
    {
        lock (_wakeUp)
        {
            while (!HasEnded)
            {
                Monitor.Wait(_wakeUp);
            }
        }
    }

    /// <summary>The result as something to await; once per command, and only if it was claimed for that.</summary>
    internal ValueTask<CommandResult> AsTask() => new(this, _awaiter.Version);

    /// <summary>Lets go of the buffer and hands the result out.</summary>
    internal CommandResult TakeResult()
    {
        CommandResult result = _result;
        if (!IsQuarantined)
        {
            _mapping?.Dispose();
            _mapping = null;
            Volatile.Write(ref _state, Free);
        }

        return result;
    }

    /// <inheritdoc/>
    CommandResult IValueTaskSource<CommandResult>.GetResult(short token) => _awaiter.GetResult(token);

    /// <inheritdoc/>
    ValueTaskSourceStatus IValueTaskSource<CommandResult>.GetStatus(short token) => _awaiter.GetStatus(token);

    /// <inheritdoc/>
    void IValueTaskSource<CommandResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _awaiter.OnCompleted(continuation, state, token, flags);

    private void End(CommandResult result, bool quarantine)
    {
        _result = result;
        IsQuarantined = quarantine;
        CommandWait wait = _wait;
        Volatile.Write(ref _state, Ended);

        // A polling owner may have released the slot by now, and another thread claimed it: nothing of it may be touched for that one.
        switch (wait)
        {
            case CommandWait.Block:
                lock (_wakeUp)
                {
                    Monitor.PulseAll(_wakeUp);
                }

                break;
            case CommandWait.Await:
                _awaiter.SetResult(result);
                break;
        }
    }
}
