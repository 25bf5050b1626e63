using System;
using System.Linq;

namespace CosmosNvme.Nvme.Simulator;

/// <summary>Commands that make and delete I/O queues. NVMe Base 1.4 §5.3 to §5.6.</summary>
internal static class QueueCommands
{
    private const uint PhysicallyContiguous = 1;
    private const uint InterruptsEnabled = 2;

    internal static ushort CreateCompletionQueue(SimulatedController device, SimulatedCommand command)
    {
        (uint id, uint entries) = (command.Dword10 & 0xffff, (command.Dword10 >> 16) + 1);
        bool interrupts = (command.Dword11 & InterruptsEnabled) != 0;
        int vector = (int)(command.Dword11 >> 16);
        if (!IsId(device, id) || device.Queues.FindCompletion(id) is not null)
        {
            return StatusCode.InvalidQueueId;
        }

        if (!IsSize(device, entries))
        {
            return StatusCode.InvalidQueueSize;
        }

        if (interrupts && !device.Interrupts.Has(vector))
        {
            return StatusCode.InvalidVector;
        }

        if (StatusOfMemory(command) is not StatusCode.Success and ushort status)
        {
            return status;
        }

        device.Queues.Add(new CompletionRing(id, entries, command.Prp1, interrupts ? vector : null));
        return StatusCode.Success;
    }

    internal static ushort CreateSubmissionQueue(SimulatedController device, SimulatedCommand command)
    {
        (uint id, uint entries) = (command.Dword10 & 0xffff, (command.Dword10 >> 16) + 1);
        uint completionId = command.Dword11 >> 16;
        if (!IsId(device, id) || device.Queues.FindSubmission(id) is not null || !IsId(device, completionId))
        {
            return StatusCode.InvalidQueueId;
        }

        if (device.Queues.FindCompletion(completionId) is not CompletionRing completions)
        {
            return StatusCode.InvalidCompletionQueue;
        }

        if (!IsSize(device, entries))
        {
            return StatusCode.InvalidQueueSize;
        }

        if (StatusOfMemory(command) is not StatusCode.Success and ushort status)
        {
            return status;
        }

        device.Queues.Add(new SubmissionRing(id, entries, command.Prp1, completions));
        return StatusCode.Success;
    }

    internal static ushort DeleteSubmissionQueue(SimulatedController device, uint id)
    {
        if (id == 0 || device.Queues.FindSubmission(id) is not SubmissionRing ring)
        {
            return StatusCode.InvalidQueueId;
        }

        device.Queues.Remove(ring);
        return StatusCode.Success;
    }

    internal static ushort DeleteCompletionQueue(SimulatedController device, uint id)
    {
        if (id == 0 || device.Queues.FindCompletion(id) is not CompletionRing ring)
        {
            return StatusCode.InvalidQueueId;
        }

        if (device.Queues.Submissions.Any(submissions => submissions.Completions == ring))
        {
            return StatusCode.InvalidQueueDeletion;
        }

        device.Queues.Remove(ring);
        return StatusCode.Success;
    }

    private static bool IsId(SimulatedController device, uint id) => id != 0 && id <= (uint)device.QueuePairs;

    // A controller whose MQES is 0 takes the smallest queue that there can be.
    private static bool IsSize(SimulatedController device, uint entries) =>
        entries >= 2 && entries <= Math.Max((device.Capabilities & 0xffff) + 1, 2);

    private static ushort StatusOfMemory(SimulatedCommand command)
    {
        if ((command.Dword11 & PhysicallyContiguous) == 0)
        {
            return StatusCode.InvalidField;
        }

        return command.Prp1 % SimulatedMemory.PageBytes == 0 ? StatusCode.Success : StatusCode.InvalidPrpOffset;
    }
}
