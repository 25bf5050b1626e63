using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Threading;
using CosmosNvme.Nvme;

namespace CosmosNvme.Shell.Commands;

/// <summary>Prints the flight recorders of a controller: the last commands of each queue.</summary>
internal sealed class NvmeTracePrinter(TextWriter output)
{
    /// <summary>Prints all queues that had commands.</summary>
    internal void Print(NvmeController controller, CancellationToken interrupted)
    {
        for (int queue = 0; queue <= controller.QueuePairCount; queue++)
        {
            interrupted.ThrowIfCancellationRequested();
            IReadOnlyList<FlightRecord> records = controller.ReadTrace(queue);
            output.WriteLine($"{controller.Name} {(queue == 0 ? "admin" : $"q{queue}")}: {records.Count} commands");
            if (records.Count == 0)
            {
                continue;
            }

            output.WriteLine("       #  SUBMITTED (s)  TOOK (us) CPU  CID NSID COMMAND                       BLOCK BLOCKS STATUS");
            foreach (FlightRecord record in records)
            {
                Print(record, queue == 0);
            }
        }
    }

    private static string Took(in FlightRecord record) => record.IsOutstanding
        ? "-"
        : string.Create(CultureInfo.InvariantCulture, $"{(record.EndedNanoseconds - record.SubmittedNanoseconds) / 1000.0:F1}");

    private static string Status(in FlightRecord record)
    {
        if (record.IsOutstanding)
        {
            return "outstanding";
        }

        return record.WasGivenUp ? "given up" : record.Status.ToString();
    }

    private static string Name(byte opcode, bool isAdmin) => (isAdmin, opcode) switch
    {
        (true, 0x00) => "delete submission queue",
        (true, 0x01) => "create submission queue",
        (true, 0x02) => "get log page",
        (true, 0x04) => "delete completion queue",
        (true, 0x05) => "create completion queue",
        (true, 0x06) => "identify",
        (true, 0x08) => "abort",
        (true, 0x09) => "set features",
        (true, 0x0a) => "get features",
        (true, 0x0c) => "async event request",
        (true, 0x7c) => "doorbell buffer config",
        _ => NvmeCommandNames.Of(opcode, isAdmin).ToLowerInvariant(),
    };

    private void Print(in FlightRecord record, bool isAdmin)
    {
        // Admin commands are about no blocks, whatever their dwords look like.
        bool hasBlocks = !isAdmin && record.Blocks != 0;
        string block = hasBlocks ? record.Block.ToString(CultureInfo.InvariantCulture) : "-";
        string blocks = hasBlocks ? record.Blocks.ToString(CultureInfo.InvariantCulture) : "-";
        string id = record.NamespaceId == uint.MaxValue ? "all" : record.NamespaceId.ToString(CultureInfo.InvariantCulture);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{record.Sequence,8} {record.SubmittedNanoseconds / 1e9,14:F6} {Took(record),10} {record.Cpu,3} {record.CommandId,4} {id,4} {Name(record.Opcode, isAdmin),-23} {block,11} {blocks,6} {Status(record)}"));
    }
}
