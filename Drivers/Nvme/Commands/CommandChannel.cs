using System;
using System.Buffers.Binary;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>
/// Sends single commands with their data, on any queue, and waits for them. The data travels through memory of its own, so that it may lie
/// anywhere and have any length. Any thread; allocates. Not for the path of reads and writes.
/// </summary>
internal sealed class CommandChannel(ControllerCore core, int maximumTransferBytes)
{
    private const int PageBytes = DmaMapping.PageBytes;

    // As many pages as one page of a PRP list names, and the one in PRP1.
    private const int MostBytes = (PageBytes / sizeof(ulong)) * PageBytes;

    /// <summary>Longest data of one command.</summary>
    internal int MaximumBytes { get; } = Math.Min(maximumTransferBytes, MostBytes);

    /// <summary>Sends a command to the controller itself.</summary>
    internal CommandResult SendAdmin(SubmissionEntry entry, DataDirection direction, Memory<byte> data, long timeout)
    {
        return Send(entry, direction, data, Execute);

        CommandResult Execute(SubmissionEntry complete) => core.Admin!.Execute(complete, timeout);
    }

    /// <summary>Sends a command to a namespace.</summary>
    internal CommandResult SendIo(SubmissionEntry entry, DataDirection direction, Memory<byte> data, long timeout)
    {
        return Send(entry, direction, data, Execute);

        CommandResult Execute(SubmissionEntry complete)
        {
            QueuePair queue = core.WaitingQueueOfThisCpu();
            if (queue.Claim() is not CommandSlot slot)
            {
                return CommandResult.Of(CommandEnding.ControllerFailed);
            }

            queue.Append(slot, ref complete, timeout == 0 ? core.Options.IoTimeoutNanoseconds : timeout);
            queue.Publish();
            return queue.Wait(slot);
        }
    }

    private CommandResult Send(SubmissionEntry entry, DataDirection direction, Memory<byte> data, Func<SubmissionEntry, CommandResult> execute)
    {
        if (direction == DataDirection.None || data.Length == 0)
        {
            return execute(entry);
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(data.Length, MaximumBytes, nameof(data));
        int pages = (data.Length + PageBytes - 1) / PageBytes;
        DmaMemory buffer = core.Hardware.Dma.Allocate(pages * PageBytes, PageBytes);
        DmaMemory? list = pages > 2 ? core.Hardware.Dma.Allocate(PageBytes, PageBytes) : null;
        FillDataPointer(ref entry, buffer.Address, pages, list);
        if (direction == DataDirection.ToController)
        {
            data.Span.CopyTo(buffer.Span);
        }

        CommandResult result = execute(entry);
        if (result.IsSuccess && direction == DataDirection.FromController)
        {
            buffer.Span[..data.Length].CopyTo(data.Span);
        }

        // A controller that could not be stopped may still write to it.
        if (!result.IsQuarantined)
        {
            core.Free(buffer);
            if (list is not null)
            {
                core.Free(list);
            }
        }

        return result;
    }

    private static void FillDataPointer(ref SubmissionEntry entry, DeviceAddress buffer, int pages, DmaMemory? list)
    {
        entry.Prp1 = buffer.Value;
        entry.Prp2 = pages == 1 ? 0 : buffer.Value + PageBytes;
        if (list is null)
        {
            return;
        }

        for (int page = 1; page < pages; page++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(
                list.Span[((page - 1) * sizeof(ulong))..], buffer.Value + ((ulong)page * PageBytes));
        }

        entry.Prp2 = list.Address.Value;
    }
}
