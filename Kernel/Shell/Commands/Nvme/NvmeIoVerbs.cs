using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using CosmosNvme.Nvme;

namespace CosmosNvme.Shell.Commands;

/// <summary>The verbs that send commands of the NVM command set. Counts of blocks are zero-based, as nvme-cli has them.</summary>
internal static class NvmeIoVerbs
{
    private static readonly string[] s_transfer =
    [
        "namespace-id|n=NUM", "start-block|s=NUM", "block-count|c=NUM", "data-size|z=NUM", "data|d=FILE", "limited-retry|l", "force-unit-access|f", "show-command|v", "dry-run|w", "latency|t", "force",
    ];

    private static readonly string[] s_range = ["namespace-id|n=NUM", "start-block|s=NUM", "block-count|c=NUM", "limited-retry|l", "force-unit-access|f"];

    /// <summary>The verbs.</summary>
    internal static IEnumerable<NvmeVerb> All { get; } =
    [
        new("flush", "Makes what was written durable", Flush, "namespace-id|n=NUM"),
        new("read", "Reads blocks", Read, s_transfer),
        new("write", "Writes blocks", Write, s_transfer),
        new("compare", "Compares blocks with data", Compare, s_transfer),
        new("write-zeroes", "Makes blocks zeros", WriteZeroes, [.. s_range, "deac|d", "force"]),
        new("write-uncor", "Makes blocks unreadable", WriteUncorrectable, "namespace-id|n=NUM", "start-block|s=NUM", "block-count|c=NUM", "force"),
        new("verify", "Lets the controller check that blocks can be read", Verify, s_range),
        new("dsm", "Says what blocks are used for, or that nobody needs them", ManageDataset, "namespace-id|n=NUM", "ctx-attrs|a=LIST", "blocks|b=LIST", "slbs|s=LIST", "ad|d", "idw|w", "idr|r", "cdw11|c=NUM", "force"),
        new("copy", "Copies blocks within a namespace", Copy, "namespace-id|n=NUM", "sdlba|d=NUM", "slbs|s=LIST", "blocks|b=LIST", "limited-retry|l", "force-unit-access|f", "format|F=NUM", "force"),
    ];

    private static int Flush(NvmeCall call)
    {
        call.Check(call.Commands.ExecuteIo(new NvmeRequest { Opcode = 0, NamespaceId = call.NamespaceOr(uint.MaxValue)!.Value }, default));
        call.Output.WriteLine("NVMe Flush: success");
        return 0;
    }

    private static int Read(NvmeCall call)
    {
        NamespaceCommands commands = call.NamespaceCommands();
        byte[] data = new byte[LengthOf(call, commands)];
        if (IsDry(call, commands, 0x02, data.Length))
        {
            return 0;
        }

        Timed(call, () => commands.Read(call.Number("start-block"), data, Flags(call)));
        int shown = (int)Math.Min(call.Number("data-size", (ulong)data.Length), (ulong)data.Length);
        call.WriteData("data", data.AsSpan(0, shown));
        call.Context.Complain("read: Success");
        return 0;
    }

    private static int Write(NvmeCall call)
    {
        NamespaceCommands commands = call.NamespaceCommands();
        byte[] data = new byte[LengthOf(call, commands)];
        if (IsDry(call, commands, 0x01, data.Length))
        {
            return 0;
        }

        call.Confirm(commands.Id, Overwrites(call.Number("start-block"), (ulong)(data.Length / commands.BlockBytes)));
        data = Fill(call, data.Length);
        Timed(call, () => commands.Write(call.Number("start-block"), data, Flags(call)));
        call.Context.Complain("write: Success");
        return 0;
    }

    private static int Compare(NvmeCall call)
    {
        NamespaceCommands commands = call.NamespaceCommands();
        int length = LengthOf(call, commands);
        if (IsDry(call, commands, 0x05, length))
        {
            return 0;
        }

        byte[] data = Fill(call, length);
        Timed(call, () => commands.Compare(call.Number("start-block"), data, Flags(call)));
        call.Context.Complain("compare: Success");
        return 0;
    }

    private static int WriteZeroes(NvmeCall call)
    {
        NamespaceCommands commands = call.NamespaceCommands();
        call.Confirm(commands.Id, Overwrites(call.Number("start-block"), (ulong)BlocksOf(call)));
        call.Check(commands.WriteZeroes(call.Number("start-block"), BlocksOf(call), Flags(call) | (call.Has("deac") ? IoFlags.Deallocate : IoFlags.None)));
        call.Output.WriteLine("NVME Write Zeroes Success");
        return 0;
    }

    private static int WriteUncorrectable(NvmeCall call)
    {
        NamespaceCommands commands = call.NamespaceCommands();
        call.Confirm(commands.Id, Overwrites(call.Number("start-block"), (ulong)BlocksOf(call)));
        call.Check(commands.WriteUncorrectable(call.Number("start-block"), BlocksOf(call)));
        call.Output.WriteLine("NVME Write Uncorrectable Success");
        return 0;
    }

    private static int Verify(NvmeCall call)
    {
        call.Check(call.NamespaceCommands().Verify(call.Number("start-block"), BlocksOf(call), Flags(call)));
        call.Output.WriteLine("NVME Verify Success");
        return 0;
    }

    private static int ManageDataset(NvmeCall call)
    {
        ulong[] blocks = call.Numbers("blocks");
        ulong[] starts = call.Numbers("slbs");
        ulong[] attributes = call.Numbers("ctx-attrs");
        int count = Math.Max(blocks.Length, Math.Max(starts.Length, attributes.Length));
        if (count is 0 or > NamespaceCommands.MostDatasetRanges)
        {
            throw new UsageException($"say which ranges, 1 to {NamespaceCommands.MostDatasetRanges}, with --slbs and --blocks");
        }

        DatasetRange[] ranges = Enumerable.Range(0, count)
            .Select(index => new DatasetRange(At(starts, index), (uint)Math.Min(At(blocks, index), uint.MaxValue), (uint)Math.Min(At(attributes, index), uint.MaxValue)))
            .ToArray();
        DatasetAttributes about = (call.Has("ad") ? DatasetAttributes.Deallocate : 0) | (call.Has("idw") ? DatasetAttributes.IntegralWrite : 0) | (call.Has("idr") ? DatasetAttributes.IntegralRead : 0);
        about = call.Has("cdw11") ? (DatasetAttributes)call.Number32("cdw11") : about;
        NamespaceCommands commands = call.NamespaceCommands();
        if (about.HasFlag(DatasetAttributes.Deallocate))
        {
            call.Confirm(commands.Id, "discards " + string.Join(", ", ranges.Select(range => Describe(range.Block, range.Blocks))) + ": their data is lost");
        }

        call.Check(commands.ManageDataset(ranges, about));
        call.Output.WriteLine("NVMe DSM: success");
        return 0;
    }

    private static int Copy(NvmeCall call)
    {
        ulong[] starts = call.Numbers("slbs");
        ulong[] blocks = call.Numbers("blocks");
        if (starts.Length == 0 || starts.Length != blocks.Length || starts.Length > NamespaceCommands.MostCopyRanges || blocks.Any(count => count > ushort.MaxValue))
        {
            throw new UsageException("say from where, with --slbs and as many --blocks (zero-based, at most 65535)");
        }

        if (call.Number32("format") != 0)
        {
            throw new UsageException("source ranges are described in format 0 only");
        }

        CopyRange[] ranges = starts.Zip(blocks, (start, count) => new CopyRange(start, (int)count + 1)).ToArray();
        NamespaceCommands commands = call.NamespaceCommands();
        ulong destination = call.Number("sdlba");
        call.Confirm(commands.Id, Overwrites(destination, (ulong)ranges.Sum(range => (long)range.Blocks)));
        call.Check(commands.Copy(destination, ranges, Flags(call)));
        call.Output.WriteLine("NVMe Copy: success");
        return 0;
    }

    private static ulong At(ulong[] numbers, int index) => index < numbers.Length ? numbers[index] : 0;

    private static string Overwrites(ulong block, ulong blocks) => $"overwrites {Describe(block, blocks)}";

    private static string Describe(ulong block, ulong blocks) => blocks == 1 ? $"block {block}" : $"blocks {block} to {block + blocks - 1}";

    private static int BlocksOf(NvmeCall call) => (int)call.Number32("block-count", most: ushort.MaxValue) + 1;

    private static IoFlags Flags(NvmeCall call) =>
        (call.Has("force-unit-access") ? IoFlags.ForceUnitAccess : IoFlags.None) | (call.Has("limited-retry") ? IoFlags.LimitedRetry : IoFlags.None);

    private static int LengthOf(NvmeCall call, NamespaceCommands commands)
    {
        long length = (long)BlocksOf(call) * commands.BlockBytes;
        return length <= call.Commands.MaximumDataBytes
            ? (int)length
            : throw new UsageException(string.Create(
                CultureInfo.InvariantCulture, $"{BlocksOf(call)} blocks are {length} bytes, and one command transfers at most {call.Commands.MaximumDataBytes} here"));
    }

    // As many bytes as --data-size says, or all that the blocks take; what is missing is zeros.
    private static byte[] Fill(NvmeCall call, int length)
    {
        int wanted = (int)Math.Min(call.Number("data-size", (ulong)length), (ulong)length);
        byte[] data = new byte[length];
        call.ReadData("data", wanted).CopyTo(data, 0);
        return data;
    }

    private static bool IsDry(NvmeCall call, NamespaceCommands commands, byte opcode, int length)
    {
        if (call.Has("show-command") || call.Has("dry-run"))
        {
            call.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"opcode       : {opcode:x2}"));
            call.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"nsid         : {commands.Id:x2}"));
            call.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"slba         : {call.Number("start-block"):x}"));
            call.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"nblocks      : {BlocksOf(call) - 1:x4}"));
            call.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"data-len     : {length}"));
        }

        return call.Has("dry-run");
    }

    private static void Timed(NvmeCall call, Func<NvmeAnswer> command)
    {
        long start = Stopwatch.GetTimestamp();
        NvmeAnswer answer = command();
        if (call.Has("latency"))
        {
            TimeSpan took = Stopwatch.GetElapsedTime(start);
            call.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $" latency: {call.Verb.Name}: {took.TotalMicroseconds:F0} us"));
        }

        call.Check(answer);
    }
}
