using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using CosmosNvme.Lab;

namespace CosmosNvme.Cosmos;

/// <summary>Where the host's counters stand for one machine; two of them make a <see cref="HostUse"/>.</summary>
/// <param name="CpuTicks">What all the host's CPUs lived through, in ticks of the kernel.</param>
/// <param name="StolenTicks">How much of it the host's own host gave to somebody else.</param>
/// <param name="DeviceNanoseconds">CPU time of QEMU's thread that imitates devices. With a file, threads that read and write it help; they are not in it.</param>
/// <param name="CpuNanoseconds">CPU time of QEMU's threads that imitate CPUs.</param>
/// <param name="WaitNanoseconds">How long QEMU's threads could have run and had no CPU of the host.</param>
/// <param name="Requests">Reads and writes that the emulated disks have ended.</param>
internal readonly record struct HostSample(long CpuTicks, long StolenTicks, long DeviceNanoseconds, long CpuNanoseconds, long WaitNanoseconds, long Requests)
{
    /// <summary>QEMU's arguments that give its threads the names by which they are told apart.</summary>
    internal static readonly string[] QemuArguments = ["-name", "bench,debug-threads=on"];

    // In /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal. Guests' time behind it is in user already.
    private const int Kinds = 8;
    private const int StealKind = 7;
    private const string CpuThread = "CPU ";

    /// <summary>Reads the counters.</summary>
    /// <param name="machine">A running machine with <see cref="QemuArguments"/>.</param>
    internal static async Task<HostSample> TakeAsync(Machine machine)
    {
        JsonNode? disks = await machine.Control.ExecuteAsync("query-blockstats");
        long requests = disks!.AsArray().Select(disk => disk!["stats"]!).Sum(stats => stats["rd_operations"]!.GetValue<long>() + stats["wr_operations"]!.GetValue<long>());
        (long ticks, long stolen) = ReadTicks(File.ReadLines("/proc/stat").First());
        (long device, long cpu, long wait) sum = default;
        string mainThread = string.Create(CultureInfo.InvariantCulture, $"/proc/{machine.ProcessId}/task/{machine.ProcessId}");
        foreach (string thread in Directory.EnumerateDirectories(string.Create(CultureInfo.InvariantCulture, $"/proc/{machine.ProcessId}/task")))
        {
            try
            {
                (long ran, long waited) = ReadThread(File.ReadAllText(Path.Combine(thread, "schedstat")));
                bool isCpu = File.ReadAllText(Path.Combine(thread, "comm")).StartsWith(CpuThread, StringComparison.Ordinal);
                bool isDevice = thread == mainThread;
                sum = (sum.device + (isDevice ? ran : 0), sum.cpu + (isCpu ? ran : 0), sum.wait + waited);
            }
            catch (IOException)
            {
                // The thread has ended meanwhile.
            }
        }

        return new HostSample(ticks, stolen, sum.device, sum.cpu, sum.wait, requests);
    }

    /// <summary>Reads the first line of /proc/stat.</summary>
    internal static (long All, long Stolen) ReadTicks(string line)
    {
        long[] kinds = [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(Kinds).Select(Parse)];
        return (kinds.Sum(), kinds[StealKind]);
    }

    /// <summary>Reads a thread's schedstat: how long it ran, and how long it could have.</summary>
    internal static (long Ran, long Waited) ReadThread(string text)
    {
        string[] words = text.Split(' ');
        return (Parse(words[0]), Parse(words[1]));
    }

    private static long Parse(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
