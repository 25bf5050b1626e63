using System;
using System.Collections.Generic;
using System.Text;
using CosmosNvme.Abstractions;
using CosmosNvme.Nucleus;

namespace CosmosNvme.Hal;

/// <summary>
/// The machine that this program was booted on. All members are callable from any managed thread and none blocks; what each
/// allocates is said in <see cref="IMachine"/>.
/// </summary>
public sealed class Machine : IMachine
{
    /// <summary>Threads beyond the count of a moment ago for which a list leaves room.</summary>
    private const int ThreadMargin = 16;

    private static readonly Lazy<ProcessorIdentity> s_processor = new(ProcessorReader.Read);

    /// <summary>
    /// True if this program was booted and runs in ring 0; false if it was started as a process of some system, where no other
    /// member of this assembly may be used. Callable from any thread, does not allocate or block.
    /// </summary>
    public static bool IsBare => CpuServices.IsBare;

    /// <inheritdoc/>
    public int CpuCount => CpuServices.Count;

    /// <inheritdoc/>
    public int CurrentCpu => CpuServices.Current;

    /// <inheritdoc/>
    public int PrivilegeLevel => CpuServices.PrivilegeLevel;

    /// <inheritdoc/>
    public ProcessorIdentity Processor => s_processor.Value;

    /// <inheritdoc/>
    public MemoryInformation Memory
    {
        get
        {
            MemoryServices.Read(out MemorySnapshot memory);
            return new MemoryInformation(
                memory.Total, memory.Free, memory.Committed, memory.CommitLimit, memory.PageTables, memory.Nucleus);
        }
    }

    /// <inheritdoc/>
    public BootTimeline Timeline => new(
        BootServices.When(TimelineStage.Nucleus),
        BootServices.When(TimelineStage.Runtime),
        BootServices.When(TimelineStage.Main),
        BootServices.When(TimelineStage.Shell));

    /// <inheritdoc/>
    public ulong UptimeNanoseconds => BootServices.Nanoseconds;

    /// <inheritdoc/>
    public string CommandLine => Encoding.UTF8.GetString(BootServices.CommandLine);

    /// <inheritdoc/>
    public CpuInformation GetCpu(int index)
    {
        if (!CpuServices.TryRead(index, out CpuSnapshot cpu))
        {
            throw new ArgumentOutOfRangeException(nameof(index), index, $"CPUs are numbered from 0 to {CpuCount - 1}.");
        }

        return new CpuInformation(
            index,
            cpu.ApicId,
            cpu.Online != 0,
            cpu.BusyNanoseconds,
            cpu.IdleNanoseconds,
            cpu.ContextSwitches,
            cpu.Interrupts);
    }

    /// <inheritdoc/>
    public IReadOnlyList<ThreadInformation> GetThreads()
    {
        ThreadSnapshot[] snapshots = new ThreadSnapshot[ThreadServices.Count + ThreadMargin];
        int count = ThreadServices.CopyThreads(snapshots);
        ThreadInformation[] threads = new ThreadInformation[count];
        for (int index = 0; index < count; index++)
        {
            ref ThreadSnapshot thread = ref snapshots[index];
            threads[index] = new ThreadInformation(
                thread.Id,
                NameOf(ref thread),
                (ThreadRunState)thread.State,
                thread.LastCpu,
                thread.Priority,
                thread.AffinityMask,
                thread.CpuNanoseconds);
        }

        return threads;
    }

    /// <inheritdoc/>
    public void Mark(BootStage stage) => BootServices.Mark((TimelineStage)stage);

    /// <inheritdoc/>
    public void PinCurrentThread(int cpu) => CpuPinning.Pin(cpu);

    /// <inheritdoc/>
    public void UnpinCurrentThread() => CpuPinning.Unpin();

    /// <inheritdoc/>
    public void CrashNucleus() => PowerServices.Crash();

    private static string NameOf(ref ThreadSnapshot thread)
    {
        Span<byte> name = stackalloc byte[2 * sizeof(ulong)];
        BitConverter.TryWriteBytes(name, thread.NameLow);
        BitConverter.TryWriteBytes(name[sizeof(ulong)..], thread.NameHigh);
        int end = name.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? name : name[..end]);
    }
}
