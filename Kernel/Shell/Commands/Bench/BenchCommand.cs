using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme;
using CosmosNvme.Storage;

namespace CosmosNvme.Shell.Commands;

/// <summary>Measures a disk, in the words of fio(1).</summary>
internal sealed class BenchCommand : FileCommand
{
    /// <inheritdoc/>
    internal override string Name => "bench";

    /// <inheritdoc/>
    internal override string Summary => "Measure how fast a disk is";

    /// <inheritdoc/>
    internal override string Arguments => "[OPTION]... [DEVICE]";

    /// <inheritdoc/>
    internal override string Details =>
        "--filename=DEVICE       the disk, or as an operand; /dev/nvme0n1. Or a file: measured by way of System.IO\n" +
        "--rw=PATTERN            read, write, randread, randwrite or randrw; randread\n" +
        "--bs=BYTES              size of a request; 4K\n" +
        "--iodepth=N             requests on their way per job; 1\n" +
        "--batch=N               requests handed over at once, engines poll and interrupt; 1\n" +
        "--numjobs=N             threads; 1\n" +
        "--engine=ENGINE         poll (a queue of the job's own), interrupt (the same, sleeping until its interrupt\n" +
        "                        comes), async (awaited), hybrid (the thread looks, then sleeps; always depth 1),\n" +
        "                        file (System.IO; always depth 1); async\n" +
        "--cpus=LIST             CPUs for the jobs in turn, as in 0-3,7; any\n" +
        "--runtime=S             seconds to measure; 5\n" +
        "--ramp_time=S           seconds of the same before, not measured; 1\n" +
        "--size=BYTES            use only the disk's first bytes; all\n" +
        "--verify                write what tells where it belongs, and read it back afterwards; when only reading,\n" +
        "                        look whether it is there, as written by an earlier bench with --verify\n" +
        "--latency-log=FILE      a line for each request: milliseconds, nanoseconds it took, 1 if it wrote, bytes\n" +
        "--exclude_looks         leave the time of looks that find nothing out of the CPU time, engine poll\n" +
        "--eta=always            a line each second\n" +
        "-o json                 print JSON, with fio's names\n" +
        "--force                 needed to write: what the disk holds is lost\n" +
        "Latencies of awaited requests include the way to the thread that awaits.";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        BenchOptions options = BenchOptions.Parse(context.Arguments);
        IBlockDevice disk = FindDisk(context, options);
        using FileTarget? file = disk as FileTarget;
        Check(context, options, disk);
        using FileTarget? opened = file is null && options.Engine == BenchEngine.File ? new FileTarget("/dev/" + disk.Name, options.Writes, disk.BlockCount * (ulong)disk.BlockBytes) : null;
        disk = opened ?? disk;
        using BenchRun run = new(options, disk, disk is NvmeNamespace space ? context.Services.Nvme?.FirstOrDefault(controller => controller.Namespaces.Contains(space)) : null);
        run.Execute(context.Machine, options.ShowsProgress ? (elapsed, done) => Tell(context, elapsed, done) : null, context.Interrupted);
        if (run.Jobs.FirstOrDefault(job => !job.Failure.IsSuccess) is BenchJob failed)
        {
            throw new CommandFailedException(string.Create(CultureInfo.InvariantCulture, $"a request failed: {failed.Failure.Error} (status 0x{failed.Failure.Detail:x})"));
        }

        if (run.Jobs.FirstOrDefault(job => job.Mismatch is not null)?.Mismatch is ulong block)
        {
            throw new CommandFailedException(string.Create(CultureInfo.InvariantCulture, $"block {block} of /dev/{disk.Name} does not hold what was written there"));
        }

        if (options.LatencyLog is string log)
        {
            WriteLog(context, log, run);
        }

        if (options.IsJson)
        {
            BenchReport.WriteJson(context.Output, run);
        }
        else
        {
            BenchReport.Write(context.Output, run);
        }

        context.Interrupted.ThrowIfCancellationRequested();
        return 0;
    }

    /// <inheritdoc/>
    internal override IEnumerable<string> CompleteArgument(CommandTable commands) =>
        ["--filename=", "--rw=", "--bs=", "--iodepth=", "--batch=", "--numjobs=", "--engine=", "--cpus=", "--runtime=", "--ramp_time=", "--size=", "--verify", "--latency-log=", "--exclude_looks", "--eta=", "--force"];

    private static void WriteLog(CommandContext context, string path, BenchRun run)
    {
        using StreamWriter output = new(new OpenFileStream(Open(context, path, Creating)));
        foreach (BenchJob job in run.Jobs)
        {
            job.Log!.Write(output, run.Start, run.Options.BlockBytes);
        }

        if (run.Jobs.Sum(job => job.Log!.Lost) is long lost and > 0)
        {
            context.Complain(string.Create(CultureInfo.InvariantCulture, $"bench: {path} lacks the last {lost} requests: it holds {BenchRun.MostLogged}"));
        }
    }

    private static void Tell(CommandContext context, System.TimeSpan elapsed, long done)
    {
        context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalSeconds:0} s: {done / elapsed.TotalSeconds:0} requests per second"));
        context.Output.Flush();
    }

    private static IBlockDevice FindDisk(CommandContext context, BenchOptions options)
    {
        string path = options.Device.StartsWith('/') ? options.Device : "/dev/" + options.Device;
        return context.Storage.Files.FindBlockDevice(path, out IBlockDevice? found).IsSuccess ? found!
            : IsFile(context, path) ? new FileTarget(path, options.Writes && options.IsForced)
            : throw new CommandFailedException($"there is no disk {options.Device} ('lsblk' lists the disks)");
    }

    private static void Check(CommandContext context, BenchOptions options, IBlockDevice disk)
    {
        if (options.BlockBytes % disk.BlockBytes != 0)
        {
            throw new UsageException($"option '--bs': {options.BlockBytes} is no multiple of the disk's block size, {disk.BlockBytes}");
        }

        if (disk.BlockCount * (ulong)disk.BlockBytes < (ulong)options.BlockBytes || (options.Size != 0 && options.Size < options.BlockBytes))
        {
            throw new UsageException("not one request of that size fits");
        }

        if (options.Cpus.FirstOrDefault(cpu => cpu >= context.Machine.CpuCount || !context.Machine.GetCpu(cpu).IsOnline, -1) is int missing and >= 0)
        {
            throw new UsageException($"option '--cpus': there is no CPU {missing}");
        }

        if (options.Writes)
        {
            ExpectWritable(context, options, disk);
        }
    }

    private static bool IsFile(CommandContext context, string path)
    {
        context.Storage.Files.Open(path, FileAccessModes.None, 0, out OpenFile? file);
        using (file)
        {
            return file?.Kind == FileKind.File;
        }
    }

    private static void ExpectWritable(CommandContext context, BenchOptions options, IBlockDevice disk)
    {
        if (disk is FileTarget && !options.IsForced)
        {
            throw new CommandFailedException($"--rw={options.Pattern} overwrites {disk.Name}: what it holds would be lost; say --force if that is wanted");
        }

        if (disk.IsReadOnly)
        {
            throw new CommandFailedException($"/dev/{disk.Name} is read-only: boot with 'storage={disk.Name}' to write to it");
        }

        foreach (Mount mount in context.Storage.Files.Mounts)
        {
            if (mount.FileSystem.Device is IBlockDevice used && (used == disk || (used as Partition)?.Disk == disk))
            {
                throw new CommandFailedException($"/dev/{disk.Name} is in use: {mount.Source} is mounted on {mount.Path}");
            }
        }

        if (!options.IsForced)
        {
            throw new CommandFailedException($"--rw={options.Pattern} overwrites /dev/{disk.Name}: what it holds would be lost; say --force if that is wanted");
        }
    }
}
