namespace CosmosNvme.Nucleus;

/// <summary>All CPUs of the machine, by index.</summary>
internal static unsafe class Cpus
{
    /// <summary>What one 64-bit affinity mask can name.</summary>
    internal const int Maximum = 64;

    private const int ApicIds = 256;

    private static Cpu** s_table;
    private static byte* s_byApicId;

    /// <summary>CPUs in the table. They keep their index for ever.</summary>
    internal static int Count;

    /// <summary>Bit n: CPU n is online.</summary>
    internal static ulong OnlineMask;

    /// <summary>Bit n: CPU n idles. Written by all CPUs, atomically; only a hint for whoever wakes a thread.</summary>
    internal static ulong IdleMask;

    internal static void Initialize()
    {
        s_table = (Cpu**)NucleusMemory.Allocate(Maximum * (ulong)sizeof(Cpu*));
        s_byApicId = (byte*)NucleusMemory.Allocate(ApicIds);
    }

    /// <summary>
    /// The index of the CPU whose local APIC has this id; 0 for ids of no CPU, and for those from 255 on, to which no device's message
    /// can be sent.
    /// </summary>
    internal static int IndexOf(uint apicId) => apicId < ApicIds ? s_byApicId[apicId] : 0;

    /// <summary>Notes a CPU's local APIC id, once it is known.</summary>
    internal static void SetApicId(Cpu* cpu, uint apicId)
    {
        cpu->ApicId = apicId;
        if (apicId < ApicIds)
        {
            s_byApicId[apicId] = (byte)cpu->Index;
        }
    }

    /// <summary>The block of CPU <paramref name="index"/>, which must be below <see cref="Count"/>.</summary>
    internal static Cpu* Get(int index) => s_table[index];

    /// <summary>Makes the block of one more CPU, not online yet.</summary>
    internal static Cpu* Add(uint apicId)
    {
        Cpu* cpu = (Cpu*)NucleusMemory.Allocate((ulong)sizeof(Cpu));
        cpu->Self = cpu;
        cpu->Index = Count;
        cpu->Bit = 1UL << Count;
        SetApicId(cpu, apicId);
        if (Count == 0)
        {
            // Making stacks takes frames from this CPU's cache, which is reached through GS.
            Asm.WriteMsr(Msr.GsBase, (ulong)cpu);
        }

        cpu->StackTop = NucleusMemory.AllocateStack(NucleusMemory.StackPages);
        cpu->TimerProgrammed = ulong.MaxValue;
        cpu->Timers.Initialize(
            NucleusMemory.Allocate(TimerQueue.BlockBytes),
            NucleusMemory.Allocate(TimerQueue.BlockBytes),
            NucleusMemory.Allocate(TimerQueue.BlockBytes));
        DescriptorTables.Build(cpu);
        s_table[Count] = cpu;
        Count++;
        return cpu;
    }
}
