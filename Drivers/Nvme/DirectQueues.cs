using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>The queue pairs of a controller that callers may own: lends them, takes them back, and ends them with the controller.</summary>
/// <remarks>
/// One lock for taking and giving back, never on the path of a request. Whoever stops the controller comes last of all with
/// <see cref="GiveUp"/>: by then admin commands of somebody who holds the lock have ended.
/// </remarks>
internal sealed class DirectQueues(ControllerCore core)
{
    private readonly Lock _lock = new();
    private readonly Stack<ushort> _ids = new();
    private readonly List<NvmeQueue> _taken = [];
    private readonly List<NvmeQueue> _lost = [];

    // Given back while something was wrong with the controller, which may still have them: they go when it is stopped.
    private readonly List<NvmeQueue> _orphans = [];
    private volatile bool _isSuspended;
    private int _firstId;

    /// <summary>Queue pairs that nobody has.</summary>
    internal int Free
    {
        get
        {
            lock (_lock)
            {
                return _ids.Count;
            }
        }
    }

    /// <summary>Queue pairs that can be lent at once, those that are lent included.</summary>
    internal int Count { get; private set; }

    /// <summary>Memory of those that are lent, in bytes.</summary>
    internal long MemoryBytes
    {
        get
        {
            lock (_lock)
            {
                return _taken.Sum(queue => queue.MemoryBytes);
            }
        }
    }

    /// <summary>Ids that the controller granted and the driver does not use itself. Once, during initialization.</summary>
    internal void Reserve(int first, int count)
    {
        Count = Math.Max(count, 0);
        _firstId = first;
        for (int id = first + count - 1; id >= first; id--)
        {
            _ids.Push((ushort)id);
        }
    }

    /// <summary>What those that are lent did, in the order of their ids.</summary>
    internal IReadOnlyList<QueueStatistics> ReadStatistics()
    {
        lock (_lock)
        {
            return [.. _taken.OrderBy(queue => queue.Id).Select(queue => queue.ReadStatistics())];
        }
    }

    /// <summary>Makes a queue pair and tells the controller of it, the completion queue first.</summary>
    /// <param name="size">How large.</param>
    /// <param name="listEntries">Length of each slot's PRP list.</param>
    /// <param name="interrupts">Whether it is to have an interrupt, if there is one for it.</param>
    /// <returns>Null if none is left.</returns>
    /// <exception cref="NvmeException">The controller refuses, has failed, or there is no memory; nothing has changed.</exception>
    internal NvmeQueue? TryTake(DirectQueueSize size, int listEntries, bool interrupts)
    {
        lock (_lock)
        {
            if (_isSuspended)
            {
                throw new NvmeException("the controller is being reset");
            }

            if (!_ids.TryPop(out ushort id))
            {
                return null;
            }

            NvmeQueue? queue = null;
            try
            {
                queue = new NvmeQueue(core, id, size, listEntries, interrupts ? ChooseInterrupt(id) : null);
                Create(queue);
                _taken.Add(queue);
                return queue;
            }
            catch (OutOfMemoryException exception)
            {
                _ids.Push(id);
                throw new NvmeException("there is not enough contiguous memory for the queue; ask for a shorter one", exception);
            }
            catch (NvmeException)
            {
                FreeOrKeep(queue!);
                throw;
            }
        }
    }

    /// <summary>Lets those who sleep until an interrupt comes look whether it got lost. Waits for nobody: what is under way here may itself wait for a lost interrupt.</summary>
    internal void WakeOwners()
    {
        if (_lock.TryEnter())
        {
            _taken.ForEach(queue => queue.Interrupt?.Signal.Raise());
            _lock.Exit();
        }
    }

    /// <summary>Takes a queue pair back. By its owner.</summary>
    internal void GiveBack(NvmeQueue queue)
    {
        lock (_lock)
        {
            if (_taken.Remove(queue))
            {
                queue.Close();
                Delete(queue);
                FreeOrKeep(queue);
                return;
            }

            if (_lost.Remove(queue))
            {
                _ids.Push(queue.Id);
            }

            core.Free(new QueueMemory(queue));
        }
    }

    /// <summary>Before the controller is shut down: nobody gets a queue any more, and those lent are deleted. Their owners keep the memory until they give it back.</summary>
    internal void Close()
    {
        lock (_lock)
        {
            _ids.Clear();
            foreach (NvmeQueue queue in _taken)
            {
                queue.Close();
                Delete(queue);
            }
        }
    }

    /// <summary>Nobody gets a queue until <see cref="Resume"/>. Does not wait for those who are just getting one.</summary>
    internal void Suspend() => _isSuspended = true;

    /// <summary>Queues are lent again.</summary>
    internal void Resume() => _isSuspended = false;

    /// <summary>
    /// The controller was stopped and is to come back without the queues that are lent. Their owners are told with their next poll; the ids are lent
    /// again only when they have given them back, because until then they may be about to ring a doorbell.
    /// </summary>
    internal void EndForReset()
    {
        lock (_lock)
        {
            foreach (NvmeQueue queue in _taken)
            {
                queue.GiveUp(isControllerStopped: true);
            }

            _lost.AddRange(_taken);
            _taken.Clear();
            foreach (NvmeQueue orphan in _orphans)
            {
                core.Free(new QueueMemory(orphan));
                _ids.Push(orphan.Id);
            }

            _orphans.Clear();
        }
    }

    /// <summary>The controller was stopped, or could not be: commands on their way will not end otherwise. Last of all.</summary>
    internal void GiveUp(bool isControllerStopped)
    {
        lock (_lock)
        {
            _ids.Clear();
            foreach (NvmeQueue queue in _taken)
            {
                queue.GiveUp(isControllerStopped);
            }

            _taken.Clear();
            _lost.Clear();
            _orphans.ForEach(orphan => core.Free(new QueueMemory(orphan)));
            _orphans.Clear();
        }
    }

    // Each queue id has a vector of its own as far as they go; it comes to the CPU that asks. The others share those of the driver's queues, the one of
    // this CPU's if there is such.
    private QueueVector? ChooseInterrupt(ushort id)
    {
        if (core.IsPolled)
        {
            return null;
        }

        NvmeHardware hardware = core.Hardware;
        int cpu = hardware.Cpu.Current;
        int number = id - _firstId;
        if (number < hardware.LentInterrupts.Count)
        {
            InterruptLine own = hardware.LentInterrupts[number];
            own.TryMoveTo(cpu);
            return QueueVector.For(own, hardware.Interrupts.Count + number);
        }

        int others = hardware.Interrupts.Count - 1;
        int shared = others == 0 ? 0 : 1 + (cpu % others);
        return QueueVector.For(hardware.Interrupts[shared], shared);
    }

    private void FreeOrKeep(NvmeQueue queue)
    {
        if (core.Health.IsTroubled && !core.Health.HasFailed)
        {
            _orphans.Add(queue);
            return;
        }

        _ids.Push(queue.Id);
        core.Free(new QueueMemory(queue));
    }

    private void Create(NvmeQueue queue)
    {
        core.Doorbells.Shadows?.Reset(queue.Id);
        Require(core.Admin!.Execute(AdminCommand.CreateCompletionQueue(queue.Id, queue.Size.Completions, queue.CompletionAddress, queue.Interrupt?.Vector)), "Create I/O Completion Queue");
        CommandResult result = core.Admin.Execute(AdminCommand.CreateSubmissionQueue(queue.Id, queue.Size.Submissions, queue.SubmissionAddress));
        if (!result.IsSuccess)
        {
            core.Admin.Execute(AdminCommand.DeleteCompletionQueue(queue.Id));
            Require(result, "Create I/O Submission Queue");
        }
    }

    // The submission queue first: the controller aborts what is in it, and when it says that it is deleted, it is done with the buffers.
    private void Delete(NvmeQueue queue)
    {
        if (core.Health.IsTroubled)
        {
            return;
        }

        CommandResult submission = core.Admin!.Execute(AdminCommand.DeleteSubmissionQueue(queue.Id));
        CommandResult completion = core.Admin.Execute(AdminCommand.DeleteCompletionQueue(queue.Id));
        if (submission.Ending != CommandEnding.Completed || completion.Ending != CommandEnding.Completed)
        {
            // The controller was stopped meanwhile, and the queue went with it.
            return;
        }

        if (!submission.IsSuccess || !completion.IsSuccess)
        {
            core.Health.Report($"queue {queue.Id} cannot be deleted ({submission}, {completion})");
        }
    }

    private static void Require(CommandResult result, string command)
    {
        if (!result.IsSuccess)
        {
            throw new NvmeException($"{command} failed: {result}");
        }
    }

    /// <summary>What <see cref="ControllerCore.Free"/> frees, or keeps for ever.</summary>
    private sealed class QueueMemory(NvmeQueue queue) : IDisposable
    {
        public void Dispose() => queue.Free();
    }
}
