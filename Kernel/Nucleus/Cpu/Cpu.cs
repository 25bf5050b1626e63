using System.Runtime.InteropServices;

namespace CosmosNvme.Nucleus;

/// <summary>
/// The block of one CPU, reached through GS. Written by its own CPU unless a field says otherwise. The first four fields are
/// known to assembly (layout.inc).
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Cpu
{
    internal const int BounceBytes = 512;
    private const int Vectors = 256;

    /// <summary>The address of this block itself, so that one load through GS gives a pointer.</summary>
    internal Cpu* Self;

    /// <summary>The thread this CPU runs: an ordinary one or <see cref="Idle"/>.</summary>
    internal Thread* Current;

    /// <summary>Where the nucleus stack of this CPU starts on every entry.</summary>
    internal ulong StackTop;

    /// <summary>One word for the system-call entry.</summary>
    internal ulong Scratch;

    /// <summary>Position in <see cref="Cpus"/>, 0 for the boot processor; what the runtime sees as the CPU number.</summary>
    internal int Index;

    /// <summary>This CPU in masks of CPUs: 1 shifted by <see cref="Index"/>.</summary>
    internal ulong Bit;

    /// <summary>Local APIC id.</summary>
    internal uint ApicId;

    /// <summary>1 from the moment this CPU can take interrupts and threads. Read by all CPUs.</summary>
    internal int Online;

    /// <summary>How far the start of this CPU has come, a <see cref="CpuArrival"/>. Read by the boot CPU.</summary>
    internal int Arrival;

    /// <summary>1 from the moment its one-shot timer is set up.</summary>
    internal int TimerEnabled;

    /// <summary>How often other CPUs asked this one to flush its TLB; see <see cref="CrossCall"/>. Written by all CPUs.</summary>
    internal long CrossCallsRequested;

    /// <summary>The value of <see cref="CrossCallsRequested"/> that the last flush covered.</summary>
    internal long CrossCallsAnswered;

    /// <summary>1 while this CPU idles and so need not be interrupted for a TLB flush. Read by all CPUs.</summary>
    internal int Lazy;

    /// <summary>1 when the scheduler shall look for a better thread at the next exit. Written by all CPUs.</summary>
    internal int NeedReschedule;

    /// <summary>1 from the moment <see cref="Current"/> has blocked (or ended) until the switch away from it.</summary>
    internal int CurrentBlocked;

    /// <summary>Depth of exceptions inside the nucleus: more than one is a bug that would otherwise loop.</summary>
    internal int NestedDepth;

    /// <summary>1 while a system call runs that was blocked, was woken and starts again.</summary>
    internal int RestartedCall;

    /// <summary>The thread that HLTs.</summary>
    internal Thread* Idle;

    /// <summary>Whose FP and vector registers, and whose FS base, this CPU holds; null: nobody's.</summary>
    internal Thread* RegisterOwner;

    /// <summary>The thread that is to end the idling of this CPU, which was claimed for it in <see cref="Cpus.IdleMask"/>; null: none.</summary>
    internal Thread* HandedOver;

    /// <summary>A thread that ended here and whose memory can be recycled after the switch away from it.</summary>
    internal Thread* Dead;

    /// <summary>Threads ready to run here.</summary>
    internal RunQueue RunQueue;

    /// <summary>Threads that wait with a deadline, and the timer that ends the first of them.</summary>
    internal TimerQueue Timers;

    /// <summary>When the time slice of <see cref="Current"/> ends, nanoseconds of <see cref="Clock"/>; 0: nobody else wants this CPU.</summary>
    internal ulong SliceEnd;

    /// <summary>What the one-shot timer is programmed for; <see cref="ulong.MaxValue"/>: nothing.</summary>
    internal ulong TimerProgrammed;

    /// <summary>When <see cref="Current"/> was switched in.</summary>
    internal ulong SwitchedAt;

    internal ulong BusyNanoseconds;
    internal ulong IdleNanoseconds;
    internal ulong ContextSwitches;
    internal ulong Interrupts;
    internal ulong PageFaults;
    internal ulong SystemCalls;

    /// <summary>Frames at hand without the allocator's lock.</summary>
    internal FrameCache Frames;

    /// <summary>State of this CPU's random generator.</summary>
    internal RandomState Random;

    /// <summary>The <see cref="DeviceInterrupt"/> of each vector, as an address; 0: none. Written by all CPUs under a lock.</summary>
    internal fixed ulong Lines[Vectors];

    /// <summary>The thread that does what hard handlers leave to do on this CPU; null until there is one.</summary>
    internal Thread* SoftInterruptThread;

    /// <summary>Where that thread waits.</summary>
    internal WaitQueue SoftInterruptQueue;

    /// <summary>Vectors that have work for it.</summary>
    internal VectorSet PendingVectors;

    /// <summary>Interrupts that were gone when this CPU asked which it was.</summary>
    internal long SpuriousInterrupts;

    /// <summary>Interrupts on vectors that no device has.</summary>
    internal long UnhandledInterrupts;

    /// <summary>For copies between threads and devices or stacks; free to use between two steps of nucleus code.</summary>
    internal fixed byte Bounce[BounceBytes];

    /// <summary>Descriptor tables; the processor reads them.</summary>
    internal DescriptorTables Tables;
}
