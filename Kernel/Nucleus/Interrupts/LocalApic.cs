using System.Runtime.CompilerServices;
using System.Threading;

namespace CosmosNvme.Nucleus;

/// <summary>
/// The local interrupt controller of the CPU that runs this (SDM vol 3 chapter 10), in xAPIC mode (registers in memory) or x2APIC mode
/// (registers are MSRs). The mode is chosen once, by the boot CPU, and is the same on all CPUs. All methods: interrupts off.
/// </summary>
internal static unsafe class LocalApic
{
    private const uint SoftwareEnable = 1u << 8;
    private const uint DivideByOne = 0xB;
    private const uint Broadcast = 0xFF;
    private const int MaximumPolls = 1_000_000;

    private static byte* s_registers;
    private static delegate*<uint, ulong> s_readMsr;
    private static delegate*<uint, ulong, void> s_writeMsr;
    private static ulong s_timerFactor;
    private static ulong s_longestInterval;
    private static uint s_isX2;
    private static uint s_isDeadline;

    /// <summary>True in x2APIC mode.</summary>
    internal static bool IsX2 => s_isX2 != 0;

    /// <summary>True if the timer compares with the TSC; false if it counts down by itself.</summary>
    internal static bool HasDeadlineTimer => s_isDeadline != 0;

    /// <summary>Tells whether commands reach the CPU with this id: in xAPIC mode 255 means all CPUs, and more does not fit.</summary>
    internal static bool CanReach(uint apicId) => s_isX2 != 0 || apicId < Broadcast;

    /// <summary>The id of this CPU's local APIC.</summary>
    internal static uint Id => s_isX2 != 0 ? Read(ApicRegister.Id) : Read(ApicRegister.Id) >> 24;

    /// <summary>
    /// Chooses the mode (boot CPU, once, after the ACPI tables were read): x2APIC when the CPU has it and the firmware left it on, some
    /// CPU's id does not fit into eight bits, or irqchip=x2apic asks for it; otherwise xAPIC. Returns false if the machine has no usable local APIC.
    /// </summary>
    internal static bool Initialize()
    {
        if (!CpuFeatures.Has(CpuFeature.LocalApic))
        {
            return false;
        }

        ulong apicBase = Asm.ReadMsr(ApicRegister.BaseMsr);
        bool deadline = CpuFeatures.Has(CpuFeature.TscDeadline);
        if (WantsX2(apicBase, CpuFeatures.Has(CpuFeature.X2Apic), KernelOptions.WantsX2Apic || Madt.HasWideIds(Madt.Info)))
        {
            UseMsrs(&ReadMsr, &WriteMsr, deadline);
            return true;
        }

        byte* registers = DeviceMap.Map(Madt.Info->LocalApicAddress, 0x1000);
        if (registers == null)
        {
            return false;
        }

        UseMemory(registers, &ReadMsr, &WriteMsr, deadline);
        return true;
    }

    /// <summary>The choice of <see cref="Initialize"/>. Once a CPU is in x2APIC mode it can only leave it through off.</summary>
    internal static bool WantsX2(ulong apicBase, bool hasX2, bool isNeeded) =>
        hasX2 && (isNeeded || (apicBase & ApicRegister.BaseX2) != 0);

    /// <summary>Takes xAPIC mode with the registers mapped at <paramref name="registers"/>.</summary>
    internal static void UseMemory(byte* registers, delegate*<uint, ulong> readMsr, delegate*<uint, ulong, void> writeMsr, bool deadline)
    {
        s_registers = registers;
        s_readMsr = readMsr;
        s_writeMsr = writeMsr;
        s_isX2 = 0;
        s_isDeadline = deadline ? 1u : 0u;
    }

    /// <summary>Takes x2APIC mode.</summary>
    internal static void UseMsrs(delegate*<uint, ulong> readMsr, delegate*<uint, ulong, void> writeMsr, bool deadline)
    {
        s_registers = null;
        s_readMsr = readMsr;
        s_writeMsr = writeMsr;
        s_isX2 = 1;
        s_isDeadline = deadline ? 1u : 0u;
    }

    /// <summary>
    /// Turns this CPU's local APIC on: every CPU calls it once before it enables interrupts. All local sources are masked except errors
    /// and the pins that the firmware declares as NMI; interrupts that the firmware left in service are ended.
    /// </summary>
    internal static void Enable()
    {
        ulong apicBase = s_readMsr(ApicRegister.BaseMsr) | ApicRegister.BaseEnabled;
        if ((s_readMsr(ApicRegister.BaseMsr) & ApicRegister.BaseEnabled) == 0)
        {
            // Off to x2APIC goes through xAPIC (SDM vol 3 §10.12.5).
            s_writeMsr(ApicRegister.BaseMsr, apicBase);
        }

        if (s_isX2 != 0)
        {
            s_writeMsr(ApicRegister.BaseMsr, apicBase | ApicRegister.BaseX2);
        }

        Write(ApicRegister.TaskPriority, 0);
        Write(ApicRegister.SpuriousVector, SoftwareEnable | InterruptVectors.Spurious);
        Write(ApicRegister.TimerEntry, ApicCommand.Masked);
        Write(ApicRegister.Lint0Entry, ApicCommand.Masked);
        Write(ApicRegister.Lint1Entry, ApicCommand.Masked);
        if (((Read(ApicRegister.Version) >> 16) & 0xFF) >= 4)
        {
            Write(ApicRegister.PerformanceEntry, ApicCommand.Masked);
        }

        ConnectNmiPins();
        Write(ApicRegister.DivideConfiguration, DivideByOne);
        Write(ApicRegister.InitialCount, 0);
        EndLeftovers();
        TakeErrors();
        Write(ApicRegister.ErrorEntry, InterruptVectors.LocalApicError);
    }

    /// <summary>Ends the interrupt in service. Legal and needed in every handler of a vectored interrupt, not for NMI or spurious ones.</summary>
    internal static void EndOfInterrupt()
    {
        if (s_isX2 != 0)
        {
            WriteX2(ApicRegister.EndOfInterrupt, 0);
        }
        else
        {
            Volatile.Write(ref *(uint*)(s_registers + ApicRegister.EndOfInterrupt), 0);
        }
    }

    /// <summary>Lets this CPU take interrupts of the 8259 pair, which sends the vector itself (SDM vol 3 §10.5.1, ExtINT). One CPU only.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void ConnectLegacyPic() => Write(ApicRegister.Lint0Entry, ApicCommand.ExternalPinEntry);

    /// <summary>Sends an interrupt to one CPU. Everything written before is visible to its handler.</summary>
    internal static void SendFixed(uint apicId, byte vector) => Command(ApicCommand.Fixed(apicId, vector, IsX2));

    /// <summary>Sends a non-maskable interrupt to one CPU.</summary>
    internal static void SendNmi(uint apicId) => Command(ApicCommand.Nmi(apicId, IsX2));

    /// <summary>Sends a non-maskable interrupt to all other CPUs; those that were never started do not take it.</summary>
    internal static void SendNmiToAllOthers() => Command(ApicCommand.NmiToAllOthers());

    /// <summary>Sends INIT to one CPU; wait 10 ms before STARTUP (SDM vol 3 §8.4.4.1).</summary>
    internal static void SendInit(uint apicId) => Command(ApicCommand.Init(apicId, IsX2));

    /// <summary>Sends STARTUP: the CPU begins in real mode at <paramref name="page"/> * 4096.</summary>
    internal static void SendStartup(uint apicId, byte page) => Command(ApicCommand.Startup(apicId, page, IsX2));

    /// <summary>The error bits since the last call (SDM vol 3 §10.5.3), 0 if none; clears them.</summary>
    internal static uint TakeErrors()
    {
        // The register shows what happened before the last write to it.
        Write(ApicRegister.ErrorStatus, 0);
        uint errors = Read(ApicRegister.ErrorStatus);
        Write(ApicRegister.ErrorStatus, 0);
        return errors;
    }

    /// <summary>Gives up TSC deadlines, because the clock is not the TSC. Before any CPU's <see cref="EnableTimer"/>.</summary>
    internal static void UseCountdown() => s_isDeadline = 0;

    /// <summary>Sets the frequencies for <see cref="ArmTimer"/>; once, by the boot CPU, after calibration.</summary>
    internal static void SetTimerFrequency(ulong timerHertz, ulong clockHertz)
    {
        s_timerFactor = ApicTimer.Factor(timerHertz, clockHertz);
        s_longestInterval = ApicTimer.LongestInterval(s_timerFactor);
    }

    /// <summary>Directs this CPU's timer to a vector; the timer stays stopped. Each CPU once.</summary>
    internal static void EnableTimer(byte vector)
    {
        Write(ApicRegister.TimerEntry, ApicCommand.TimerEntry(vector, s_isDeadline != 0));
        if (s_isDeadline != 0)
        {
            // The mode must have arrived before the first deadline is written (SDM vol 3 §10.5.4.1).
            Read(ApicRegister.TimerEntry);
            Interlocked.MemoryBarrier();
        }
    }

    /// <summary>
    /// One timer interrupt on this CPU when the clock's counter reaches <paramref name="deadline"/>, at once if it has passed. Replaces the
    /// one that was armed. Without TSC deadlines it may come early when the interval exceeds the counter: look at the clock and arm again.
    /// </summary>
    internal static void ArmTimer(ulong deadline, ulong now)
    {
        if (s_isDeadline != 0)
        {
            s_writeMsr(ApicRegister.DeadlineMsr, deadline == 0 ? 1 : deadline);
            return;
        }

        ulong interval = deadline > now ? deadline - now : 0;
        Write(ApicRegister.InitialCount, ApicTimer.Counts(interval, s_timerFactor, s_longestInterval));
    }

    /// <summary>Stops this CPU's timer. An interrupt that is already pending still comes.</summary>
    internal static void StopTimer()
    {
        if (s_isDeadline != 0)
        {
            s_writeMsr(ApicRegister.DeadlineMsr, 0);
            return;
        }

        Write(ApicRegister.InitialCount, 0);
    }

    /// <summary>For calibration: starts the masked timer from its largest count.</summary>
    internal static void StartCounting()
    {
        Write(ApicRegister.TimerEntry, ApicCommand.Masked);
        Write(ApicRegister.DivideConfiguration, DivideByOne);
        Write(ApicRegister.InitialCount, uint.MaxValue);
    }

    /// <summary>For calibration: stops the masked timer.</summary>
    internal static void StopCounting() => Write(ApicRegister.InitialCount, 0);

    /// <summary>For calibration: counts left.</summary>
    internal static uint CurrentCount() => Read(ApicRegister.CurrentCount);

    private static void ConnectNmiPins()
    {
        MadtInfo* madt = Madt.Info;
        MadtCpu* self = Madt.FindCpu(madt, Id);
        for (uint i = 0; i < madt->NmiCount; i++)
        {
            MadtLocalNmi* nmi = MadtInfo.Nmi(madt, i);
            if (nmi->AcpiUid == MadtLocalNmi.AllProcessors || (self != null && nmi->AcpiUid == self->AcpiUid))
            {
                uint register = nmi->Pin == 0 ? ApicRegister.Lint0Entry : ApicRegister.Lint1Entry;
                Write(register, ApicCommand.NmiPinEntry(nmi->ActiveLow != 0, nmi->LevelTriggered != 0));
            }
        }
    }

    /// <summary>
    /// Ends the interrupt of this vector if it is in service. For vectors at which the CPU arrives without that as a rule: a device
    /// that sends a wrong message would otherwise keep all lower vectors waiting for ever.
    /// </summary>
    internal static bool EndIfInService(int vector)
    {
        const int BitsOfWord = 32;
        uint word = Read(ApicRegister.InService + ((uint)(vector / BitsOfWord) * 16));
        if ((word & (1u << (vector % BitsOfWord))) == 0)
        {
            return false;
        }

        EndOfInterrupt();
        return true;
    }

    private static void EndLeftovers()
    {
        // Each end of interrupt clears the highest bit in service: 256 are enough for any state.
        for (int turn = 0; turn < 256; turn++)
        {
            uint inService = 0;
            for (uint word = 0; word < 8; word++)
            {
                inService |= Read(ApicRegister.InService + (word * 16));
            }

            if (inService == 0)
            {
                return;
            }

            EndOfInterrupt();
        }
    }

    private static void Command(ulong value)
    {
        if (s_isX2 != 0)
        {
            // Unlike a store to device memory, WRMSR does not wait for earlier stores (SDM vol 3 §10.12.3).
            Interlocked.MemoryBarrier();
            s_writeMsr(ApicRegister.Msr(ApicRegister.CommandLow), value);
            return;
        }

        for (int i = 0; i < MaximumPolls && (Read(ApicRegister.CommandLow) & ApicCommand.DeliveryPending) != 0; i++)
        {
        }

        Write(ApicRegister.CommandHigh, (uint)(value >> 32));
        Write(ApicRegister.CommandLow, (uint)value);
    }

    // Not inlined: where only a part of a register is asked for, the compiler would read only that part.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint Read(uint offset) => s_isX2 != 0 ? ReadX2(offset) : Volatile.Read(ref *(uint*)(s_registers + offset));

    // Apart, so that registers in memory cost no more than their access.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint ReadX2(uint offset) => (uint)s_readMsr(ApicRegister.Msr(offset));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WriteX2(uint offset, uint value) => s_writeMsr(ApicRegister.Msr(offset), value);

    private static void Write(uint offset, uint value)
    {
        if (s_isX2 != 0)
        {
            WriteX2(offset, value);
        }
        else
        {
            Volatile.Write(ref *(uint*)(s_registers + offset), value);
        }
    }

    private static ulong ReadMsr(uint msr) => Asm.ReadMsr(msr);

    private static void WriteMsr(uint msr, ulong value) => Asm.WriteMsr(msr, value);
}
