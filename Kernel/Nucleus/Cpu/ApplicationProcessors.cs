using System.Runtime;
using System.Threading;

namespace CosmosNvme.Nucleus;

/// <summary>
/// Starts the other CPUs, one after the other (Intel SDM volume 3, §8.4.4: INIT, then SIPI twice). One that does not come is
/// reported and left alone.
/// </summary>
internal static unsafe class ApplicationProcessors
{
    private const ulong TrampolineAddress = 0x8000;
    private const byte TrampolinePage = 8;
    private const ulong InitWait = 10_000_000;
    private const ulong StartupWait = 200_000;
    private const ulong Patience = 1_000_000_000;

    /// <summary>Starts all CPUs of the MADT, as far as the table of CPUs and cpus= allow.</summary>
    internal static void StartAll()
    {
        TscSync.Initialize();
        uint limit = KernelOptions.MaximumCpus == 0 ? Cpus.Maximum : KernelOptions.MaximumCpus;
        uint self = LocalApic.Id;
        MadtInfo* madt = Madt.Info;
        int first = Cpus.Count;
        for (uint i = 0; i < madt->CpuCount; i++)
        {
            MadtCpu* entry = MadtInfo.Cpu(madt, i);
            if (entry->Enabled == 0 || entry->ApicId == self || (uint)Cpus.Count >= limit)
            {
                continue;
            }

            if (!LocalApic.CanReach(entry->ApicId))
            {
                Log.Begin(LogLevel.Warning)->Text("the CPU with APIC id "u8)->Decimal(entry->ApicId)
                    ->Text(" needs x2APIC, which the first CPU does not have; going on without it"u8)->End();
                continue;
            }

            Cpus.Add(entry->ApicId);
        }

        if (Cpus.Count == first || !PlaceTrampoline())
        {
            return;
        }

        for (int i = first; i < Cpus.Count; i++)
        {
            LocalApic.SendInit(Cpus.Get(i)->ApicId);
        }

        Wait(InitWait);
        for (int i = first; i < Cpus.Count; i++)
        {
            Start(Cpus.Get(i));
        }
    }

    /// <summary>A started CPU arrives on its nucleus stack and the final page tables. It ends as that CPU's idle thread.</summary>
    [RuntimeExport("nucleus_start_ap")]
    internal static void Arrive(Cpu* cpu)
    {
        Asm.WriteMsr(Msr.GsBase, (ulong)cpu);
        DescriptorTables.Load(cpu);
        ulong missing = CpuFeatures.MissingBeside(CpuFeatures.SetOfThisCpu());
        if (missing != 0)
        {
            Refuse(cpu, missing);
        }

        Bringup.ThisCpu(cpu);
        Volatile.Write(ref cpu->Arrival, (int)CpuArrival.Arrived);
        TscSync.Correct();
        TscSync.Answer();
        Scheduler.Start(cpu);
        Interlocked.Or(ref Cpus.OnlineMask, 1UL << cpu->Index);
        Volatile.Write(ref cpu->Online, 1);
        EntryPoints.Resume();
    }

    // Threads move between CPUs and take their instructions along.
    private static void Refuse(Cpu* cpu, ulong missing)
    {
        LogLine* line = Log.Begin(LogLevel.Warning)->Text("CPU "u8)->Decimal((ulong)cpu->Index)->Text(" (APIC id "u8)->Decimal(cpu->ApicId)
            ->Text(") is not used: it lacks what the first CPU has:"u8);
        CpuFeatureTable.AppendNames(line, missing);
        line->End();
        Volatile.Write(ref cpu->Arrival, (int)CpuArrival.Unlike);
        Asm.HaltForever();
    }

    private static void Start(Cpu* cpu)
    {
        *EntryPoints.ApplicationProcessorCr3() = PageTables.Root;
        *EntryPoints.ApplicationProcessorStack() = cpu->StackTop;
        *EntryPoints.ApplicationProcessorBlock() = (ulong)cpu;
        TscSync.Reset();
        LocalApic.SendStartup(cpu->ApicId, TrampolinePage);
        if (!HasArrived(cpu, StartupWait))
        {
            LocalApic.SendStartup(cpu->ApicId, TrampolinePage);
        }

        if (HasArrived(cpu, Patience))
        {
            if (Volatile.Read(ref cpu->Arrival) == (int)CpuArrival.Unlike || (TscSync.Compare(ClockSelection.Skew) && CameOnline(cpu, Patience)))
            {
                return;
            }
        }

        // Nobody may come late onto a stack that the next one gets: it is told to wait for INIT again.
        LocalApic.SendInit(cpu->ApicId);
        Log.Begin(LogLevel.Warning)->Text("CPU "u8)->Decimal((ulong)cpu->Index)->Text(" (APIC id "u8)->Decimal(cpu->ApicId)
            ->Text(") did not start; going on without it"u8)->End();
    }

    // The page below 1 MiB is usable RAM on every PC; a map that says otherwise leaves the machine with one CPU.
    private static bool PlaceTrampoline()
    {
        byte* source = EntryPoints.TrampolineBegin();
        ulong length = (ulong)(EntryPoints.TrampolineEnd() - source);
        for (int i = 0; i < MemoryMap.Count; i++)
        {
            if (MemoryMap.Type(i) == MemoryMap.Usable && MemoryMap.Start(i) <= TrampolineAddress
                && MemoryMap.End(i) >= TrampolineAddress + FrameAllocator.FrameBytes)
            {
                Asm.CopyBytes(DirectMap.Pointer(TrampolineAddress), source, length);
                return true;
            }
        }

        Log.Begin(LogLevel.Warning)->Text("no usable memory at 0x8000 to start other CPUs from; going on with one CPU"u8)->End();
        return false;
    }

    private static bool HasArrived(Cpu* cpu, ulong nanoseconds)
    {
        ulong end = Clock.Monotonic() + nanoseconds;
        while (Volatile.Read(ref cpu->Arrival) == (int)CpuArrival.None)
        {
            if (Clock.Monotonic() >= end)
            {
                return false;
            }

            Asm.Pause();
        }

        return true;
    }

    private static bool CameOnline(Cpu* cpu, ulong nanoseconds)
    {
        ulong end = Clock.Monotonic() + nanoseconds;
        while (Volatile.Read(ref cpu->Online) == 0)
        {
            if (Clock.Monotonic() >= end)
            {
                return false;
            }

            Asm.Pause();
        }

        return true;
    }

    private static void Wait(ulong nanoseconds)
    {
        ulong end = Clock.Monotonic() + nanoseconds;
        while (Clock.Monotonic() < end)
        {
            Asm.Pause();
        }
    }
}
