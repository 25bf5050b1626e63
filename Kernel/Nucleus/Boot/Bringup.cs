using System.Runtime;
using System.Threading;

namespace CosmosNvme.Nucleus;

/// <summary>From the first C# statement to the C library's entry: the order in which everything comes up.</summary>
internal static unsafe class Bringup
{
    private const uint SystemCallExtensions = 1;
    private const ulong ClearedBySystemCall = 0x200 | 0x400 | 0x100 | 0x4_0000;

    /// <summary>boot.S arrives here on the boot processor, on the boot tables.</summary>
    [RuntimeExport("nucleus_start")]
    internal static void Start(uint protocol, ulong information)
    {
        Timeline.Mark(TimelineStage.Nucleus);
        Uart.Initialize();
        DebugConsole.Initialize();
        CpuFeatures.Probe();
        bool understood = BootInfo.Parse(protocol, information);
        AppendHostCommandLine();
        KernelOptions.Parse();
        ConsoleOutput.Initialize();
        if (!understood)
        {
            Panic.Stop("the boot loader's information makes no sense: start by PVH (QEMU -kernel) or multiboot2 (GRUB)"u8);
        }

        RefuseOldCpu();
        PageAttributes.Load();
        BootMemory.Initialize();
        Cpus.Initialize();
        ThreadTable.Initialize();
        DescriptorTables.BuildIdt();
        Cpu* cpu = Cpus.Add(0);
        DescriptorTables.Load(cpu);
        FloatingPoint.Initialize();
        FsBase.Initialize(CpuFeatures.Has(CpuFeature.FsGsBase));
        FindHardware();
        ThisCpu(cpu);

        // Not before the local APIC is on: in x2APIC mode the register does not exist until then.
        Cpus.SetApicId(cpu, LocalApic.Id);
        TscCalibration.Run();
        Clock.Initialize(TscCalibration.TscHertz);
        Log.Begin(LogLevel.Debug)->Text("clock runs"u8)->End();
        SetRealTime();
        Log.Begin(LogLevel.Debug)->Text("date is known"u8)->End();
        Commit.Initialize(FrameAllocator.FreeFrames);
        AddressSpace.Initialize();
        Futex.Initialize();
        FileTable.Initialize();
        DeviceInterrupts.Initialize();
        PanicWrites.Initialize();
        Scheduler.Start(cpu);
        Interlocked.Or(ref Cpus.OnlineMask, 1);
        Volatile.Write(ref cpu->Online, 1);
        CrossCall.Active = true;
        Log.Begin(LogLevel.Debug)->Text("starting the other CPUs"u8)->End();
        ApplicationProcessors.StartAll();
        ClockSelection.Settle();
        Vdso.Publish();
        RouteConsole(cpu);
        Describe();

        Thread* first = ThreadFactory.CreateFirst();
        Timeline.Mark(TimelineStage.Runtime);
        Scheduler.MakeReady(first);
        Scheduler.Leave(cpu);
        EntryPoints.Resume();
    }

    /// <summary>What every CPU sets up for itself behind its descriptor tables: control registers, system-call entry, local APIC.</summary>
    internal static void ThisCpu(Cpu* cpu)
    {
        const ulong GlobalPages = 1 << 7;
        const ulong FsGsBase = 1 << 16;
        FloatingPoint.EnableOnThisCpu();
        PageAttributes.Load();
        ulong cr4 = Asm.ReadCr4();
        cr4 |= CpuFeatures.Has(CpuFeature.GlobalPages) ? GlobalPages : 0;
        cr4 |= CpuFeatures.Has(CpuFeature.FsGsBase) ? FsGsBase : 0;
        Asm.WriteCr4(cr4);
        Asm.WriteMsr(Msr.Efer, Asm.ReadMsr(Msr.Efer) | SystemCallExtensions);
        Asm.WriteMsr(Msr.SystemCallTarget, (ulong)EntryPoints.SystemCallEntry());
        Asm.WriteMsr(Msr.SystemCallSelectors, (ulong)DescriptorTables.CodeSelector << 32);
        Asm.WriteMsr(Msr.SystemCallFlagMask, ClearedBySystemCall);
        LocalApic.Enable();
    }

    private static void RefuseOldCpu()
    {
        ulong missing = CpuFeatures.MissingForV2();
        if (missing == 0)
        {
            return;
        }

        LogLine* line = Log.Begin(LogLevel.Panic)->Text("this CPU is too old: CosmosNvme needs x86-64-v2 and NX. Missing:"u8);
        CpuFeatureTable.AppendNames(line, missing);
        line->End();
        Power.StopAfterPanic();
    }

    private static void FindHardware()
    {
        if (!AcpiTables.Initialize(BootInfo.Rsdp))
        {
            Panic.Stop("no ACPI tables: this machine cannot be described"u8);
        }

        Madt.Initialize();
        Fadt.Initialize();
        HpetTable.Initialize();
        Mcfg.Initialize();
        SleepState.Initialize();
        LegacyPic.Initialize();
        LegacyPic.RemapAndMask(InterruptVectors.LegacyPic);
        if (!LocalApic.Initialize())
        {
            Panic.Stop("no usable local APIC"u8);
        }

        IoApic.Initialize();
        LegacyPic.InUse = KernelOptions.WantsLegacyPic || IoApic.Count == 0;
    }

    private static void SetRealTime()
    {
        long seconds;
        if (RealTimeClock.TryRead(Fadt.Present ? Fadt.Info->CenturyIndex : (byte)0, &seconds) && seconds > 0)
        {
            Clock.RealTimeOffset = ((ulong)seconds * Clock.NanosecondsPerSecond) - Clock.Monotonic();
        }
        else
        {
            Log.Begin(LogLevel.Warning)->Text("the real-time clock gives no plausible date; time starts in 1970"u8)->End();
        }
    }

    private static void RouteConsole(Cpu* cpu)
    {
        if (LegacyPic.InUse)
        {
            LocalApic.ConnectLegacyPic();
        }

        if (TryRoute(Uart.InterruptRequest, cpu))
        {
            Uart.EnableInput();
        }
        else
        {
            Log.Begin(LogLevel.Warning)->Text("the serial port's interrupt cannot be routed: no input from it"u8)->End();
        }

        Keyboard.Initialize();
        if (Keyboard.HasPs2 && !TryRoute(Ps2Controller.InterruptRequest, cpu))
        {
            Log.Begin(LogLevel.Warning)->Text("the keyboard's interrupt cannot be routed: no input from it"u8)->End();
        }
    }

    /// <summary>Both devices of the console have one vector; its handler looks at both.</summary>
    private static bool TryRoute(int request, Cpu* cpu)
    {
        if (!LegacyPic.InUse)
        {
            return IoApic.RouteIsa((uint)request, InterruptVectors.Console, cpu->ApicId);
        }

        LegacyPic.SetMask(request, isMasked: false);
        return true;
    }

    /// <summary>Arguments that the host gives beside the boot loader's command line.</summary>
    private static void AppendHostCommandLine()
    {
        FwCfgFile file;
        if (FwCfg.TryOpen("opt/cosmos/cmdline"u8, &file))
        {
            fixed (byte* buffer = s_hostCommandLine.Bytes)
            {
                uint length = FwCfg.Read(buffer, BootInfo.CommandLineCapacity);
                BootInfo.Append(buffer, (int)length);
            }
        }
    }

    private static void Describe()
    {
        Log.Begin(LogLevel.Debug)->Text("local APICs in "u8)->Text(LocalApic.IsX2 ? "x2APIC"u8 : "xAPIC"u8)->Text(" mode, timers by "u8)
            ->Text(LocalApic.HasDeadlineTimer ? "TSC deadlines"u8 : "countdown"u8)->End();
        if (MemoryMap.Dropped != 0)
        {
            Log.Begin(LogLevel.Warning)->Text("the firmware's memory map is too long: "u8)->Decimal((ulong)MemoryMap.Dropped)
                ->Text(" ranges of it are not looked at"u8)->End();
        }

        Log.Begin(LogLevel.Info)->Text("started by "u8)->Text(BootInfo.Protocol == 0 ? "PVH"u8 : "multiboot2"u8)->Text(", "u8)
            ->Decimal((ulong)Cpus.Count)->Text(" CPUs, "u8)->Decimal(FrameAllocator.TotalFrames >> 8)->Text(" MiB of memory"u8)->End();
    }

    private static HostCommandLine s_hostCommandLine;

    private struct HostCommandLine
    {
        internal fixed byte Bytes[BootInfo.CommandLineCapacity];
    }
}
