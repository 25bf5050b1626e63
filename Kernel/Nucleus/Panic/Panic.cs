using System;
using System.Threading;

namespace CosmosNvme.Nucleus;

/// <summary>
/// The end: stops all other CPUs, says why and where on every console, and leaves with a status QEMU passes on (or halts). The
/// first CPU to get here speaks; the others are stopped by an NMI, which interrupts-off code cannot hold back.
/// </summary>
internal static unsafe class Panic
{
    private const int MicrosecondsToStop = 2000;

    private static int s_started;

    /// <summary>Non-zero once a panic is under way: an NMI then means "stop".</summary>
    internal static bool Started => Volatile.Read(ref s_started) != 0;

    /// <summary>A bug found by nucleus code itself.</summary>
    internal static void Stop(ReadOnlySpan<byte> reason)
    {
        Begin();
        Log.Begin(LogLevel.Panic)->Text(reason)->End();
        UnwindRegisters registers;
        UnwindRegisters.Capture(&registers);
        Finish(&registers, null);
    }

    /// <summary>An exception inside the nucleus.</summary>
    internal static void Exception(NestedFrame* frame, ulong faultAddress)
    {
        Begin();
        Log.Begin(LogLevel.Panic)->Text("exception "u8)->Decimal(frame->Vector)->Text(" ("u8)->Text(NameOf((int)frame->Vector))
            ->Text(") in the nucleus, error code "u8)->Hex(frame->Error)->Text(", address "u8)->Hex(faultAddress)
            ->Text(NucleusMemory.IsStackWindow(faultAddress) ? ": a nucleus stack overflowed"u8 : ""u8)->End();
        UnwindRegisters registers;
        UnwindRegisters.Take(&registers, (ThreadRegisters*)frame, frame->Rip, frame->Rsp);
        PrintRegisters((ThreadRegisters*)frame, frame->Rip, frame->Rsp, frame->Rflags);
        Finish(&registers, null);
    }

    /// <summary>A thread that cannot go on, with what <paramref name="line"/> says; the line is ended here.</summary>
    internal static void InThread(Thread* thread, LogLine* line)
    {
        Begin();
        line->End();
        ThreadRegisters* saved = &thread->Registers;
        PrintRegisters(saved, saved->Rip, saved->Rsp, saved->Rflags);
        UnwindRegisters registers;
        UnwindRegisters.Take(&registers, saved, saved->Rip, saved->Rsp);
        Finish(&registers, thread);
    }

    /// <summary>From here on nothing waits for a lock. Only the first caller returns.</summary>
    internal static void Begin()
    {
        if (Interlocked.Exchange(ref s_started, 1) != 0)
        {
            Asm.HaltForever();
        }

        Log.Unlocked = true;
        if (CrossCall.Active && Cpus.Count > 1)
        {
            LocalApic.SendNmiToAllOthers();
            ulong until = Clock.Monotonic() + (MicrosecondsToStop * 1000);
            while (Clock.Monotonic() < until)
            {
                Asm.Pause();
            }
        }

        Screen.TakeOverDrawing();
    }

    internal static ReadOnlySpan<byte> NameOf(int vector) => vector switch
    {
        ExceptionVectors.DivideError => "divide error"u8,
        ExceptionVectors.Debug => "debug"u8,
        ExceptionVectors.NonMaskable => "non-maskable interrupt"u8,
        ExceptionVectors.Breakpoint => "breakpoint"u8,
        ExceptionVectors.InvalidOpcode => "invalid opcode"u8,
        ExceptionVectors.DoubleFault => "double fault"u8,
        ExceptionVectors.StackFault => "stack fault"u8,
        ExceptionVectors.GeneralProtection => "general protection"u8,
        ExceptionVectors.PageFault => "page fault"u8,
        ExceptionVectors.FloatingPoint => "x87 floating point"u8,
        ExceptionVectors.AlignmentCheck => "alignment check"u8,
        ExceptionVectors.MachineCheck => "machine check"u8,
        ExceptionVectors.SimdFloatingPoint => "SIMD floating point"u8,
        _ => "unnamed"u8,
    };

    private static void Finish(UnwindRegisters* registers, Thread* thread)
    {
        if (CrossCall.Active)
        {
            Cpu* cpu = Asm.ThisCpu();
            thread = thread == null ? cpu->Current : thread;
            LogLine* line = Log.Begin(LogLevel.Panic)->Text("on CPU "u8)->Decimal((ulong)cpu->Index);
            if (thread != null)
            {
                int length = 0;
                while (length < Thread.NameBytes && thread->Name[length] != 0)
                {
                    length++;
                }

                line->Text(", thread "u8)->Decimal((ulong)thread->Id)->Text(" ("u8)->Bytes(thread->Name, length)->Text(")"u8);
            }

            line->End();
        }

        StackTrace.Initialize(EntryPoints.ImageBegin());
        bool below = NucleusMemory.IsStackWindow(registers->Rsp);
        StackTrace.Print(registers);
        if (below && thread != null && thread->IsIdle == 0)
        {
            Log.Begin(LogLevel.Panic)->Text("entered from the thread at"u8)->End();
            UnwindRegisters.Take(registers, &thread->Registers, thread->Registers.Rip, thread->Registers.Rsp);
            StackTrace.Print(registers);
        }

        PanicWrites.Run();
        Power.StopAfterPanic();
    }

    private static void PrintRegisters(ThreadRegisters* r, ulong rip, ulong rsp, ulong flags)
    {
        Log.Begin(LogLevel.Panic)->Text("rip "u8)->Word(rip)->Text(" rsp "u8)->Word(rsp)->Text(" rflags "u8)->Word(flags)->End();
        Log.Begin(LogLevel.Panic)->Text("rax "u8)->Word(r->Rax)->Text(" rbx "u8)->Word(r->Rbx)->Text(" rcx    "u8)->Word(r->Rcx)->End();
        Log.Begin(LogLevel.Panic)->Text("rdx "u8)->Word(r->Rdx)->Text(" rsi "u8)->Word(r->Rsi)->Text(" rdi    "u8)->Word(r->Rdi)->End();
        Log.Begin(LogLevel.Panic)->Text("rbp "u8)->Word(r->Rbp)->Text(" r8  "u8)->Word(r->R8)->Text(" r9     "u8)->Word(r->R9)->End();
        Log.Begin(LogLevel.Panic)->Text("r10 "u8)->Word(r->R10)->Text(" r11 "u8)->Word(r->R11)->Text(" r12    "u8)->Word(r->R12)->End();
        Log.Begin(LogLevel.Panic)->Text("r13 "u8)->Word(r->R13)->Text(" r14 "u8)->Word(r->R14)->Text(" r15    "u8)->Word(r->R15)->End();
    }
}
