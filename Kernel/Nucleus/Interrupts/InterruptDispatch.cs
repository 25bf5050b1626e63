using System.Runtime;

namespace CosmosNvme.Nucleus;

/// <summary>Where entry.S arrives with interrupts and exceptions.</summary>
internal static unsafe class InterruptDispatch
{
    private const int DivideCode = 1;
    private const int MapErrorCode = 1;
    private const int AccessErrorCode = 2;
    private const int KernelCode = 128;
    private const int IllegalCode = 1;
    private const int BreakpointCode = 1;
    private const int FloatingPointCode = 3;
    private const ulong ProtectionViolation = 1;

    /// <summary>From thread code, on the nucleus stack, with the thread's registers saved. The caller resumes the CPU's current thread.</summary>
    [RuntimeExport("nucleus_interrupt")]
    internal static void OnInterrupt(Thread* thread, ulong vector, ulong error)
    {
        Cpu* cpu = Asm.ThisCpu();
        if (thread == cpu->Idle)
        {
            Scheduler.EndIdling(cpu);
        }

        thread->SystemCall = Thread.NoSystemCall;
        switch (vector)
        {
            case >= InterruptVectors.FirstDevice and <= InterruptVectors.LastDevice:
                cpu->Interrupts++;
                DeviceInterrupts.OnInterrupt(cpu, (int)vector);
                break;
            case ExceptionVectors.PageFault:
                cpu->PageFaults++;
                OnPageFault(thread, Asm.ReadCr2(), error);
                break;
            case < ExceptionVectors.FirstInterrupt:
                OnException(thread, (int)vector, error);
                break;
            default:
                cpu->Interrupts++;
                OnOther(cpu, (int)vector);
                break;
        }

        Scheduler.Leave(cpu);
    }

    /// <summary>From nucleus code, or an NMI, double fault or machine check from anywhere; on an IST stack. Returning continues there.</summary>
    [RuntimeExport("nucleus_nested_interrupt")]
    internal static void OnNested(NestedFrame* frame)
    {
        if (frame->Vector == ExceptionVectors.NonMaskable)
        {
            if (Panic.Started)
            {
                Asm.HaltForever();
            }

            Log.Begin(LogLevel.Warning)->Text("non-maskable interrupt: a hardware fault, or somebody pressed the button"u8)->Keep();
            return;
        }

        ulong address = frame->Vector == ExceptionVectors.PageFault ? Asm.ReadCr2() : 0;
        if (frame->Vector != ExceptionVectors.PageFault || Panic.Started)
        {
            // While a panic prints, its own checked reads may still fault.
            if (!TryContinue(frame))
            {
                Panic.Exception(frame, address);
            }

            return;
        }

        Cpu* cpu = Asm.ThisCpu();
        cpu->NestedDepth++;
        if (cpu->NestedDepth > 1 || (!PageFault.TryResolve(address, frame->Error) && !TryContinue(frame)))
        {
            Panic.Exception(frame, address);
        }

        cpu->NestedDepth--;
    }

    private static bool TryContinue(NestedFrame* frame)
    {
        ulong continuation = UserMemory.Continuation(frame->Rip);
        if (continuation == 0)
        {
            return false;
        }

        frame->Rip = continuation;
        return true;
    }

    private static void OnPageFault(Thread* thread, ulong address, ulong error)
    {
        if (!PageFault.TryResolve(address, error))
        {
            int code = (error & ProtectionViolation) != 0 ? AccessErrorCode : MapErrorCode;
            Signals.Raise(thread, SignalNumber.Segmentation, code, address, ExceptionVectors.PageFault, error);
        }
    }

    private static void OnException(Thread* thread, int vector, ulong error)
    {
        ulong rip = thread->Registers.Rip;
        ulong number = (ulong)vector;
        switch (vector)
        {
            case ExceptionVectors.DivideError:
                // The code matters: the runtime turns FPE_INTDIV, and only it, into a DivideByZeroException.
                Signals.Raise(thread, SignalNumber.FloatingPoint, DivideCode, rip, number, error);
                break;
            case ExceptionVectors.FloatingPoint:
            case ExceptionVectors.SimdFloatingPoint:
                Signals.Raise(thread, SignalNumber.FloatingPoint, FloatingPointCode, rip, number, error);
                break;
            case ExceptionVectors.InvalidOpcode:
                Signals.Raise(thread, SignalNumber.Illegal, IllegalCode, rip, number, error);
                break;
            case ExceptionVectors.Debug:
            case ExceptionVectors.Breakpoint:
                Signals.Raise(thread, SignalNumber.Trap, BreakpointCode, rip, number, error);
                break;
            default:
                Signals.Raise(thread, SignalNumber.Segmentation, KernelCode, 0, number, error);
                break;
        }
    }

    private static void OnOther(Cpu* cpu, int vector)
    {
        switch (vector)
        {
            case InterruptVectors.Timer:
                LocalApic.EndOfInterrupt();
                OneShot.OnInterrupt(cpu);
                break;
            case InterruptVectors.Reschedule:
                LocalApic.EndOfInterrupt();
                break;
            case InterruptVectors.CrossCall:
                LocalApic.EndOfInterrupt();
                CrossCall.AnswerPending();
                break;
            case InterruptVectors.Spurious:
                DeviceInterrupts.OnSpurious(cpu, vector);
                break;
            case InterruptVectors.LocalApicError:
                LocalApic.EndOfInterrupt();
                Log.Begin(LogLevel.Warning)->Text("local APIC error "u8)->Hex(LocalApic.TakeErrors())->End();
                break;
            case InterruptVectors.Console:
                Uart.OnInterrupt();
                Keyboard.OnInterrupt();
                LocalApic.EndOfInterrupt();
                break;
            case >= InterruptVectors.LegacyPic and < InterruptVectors.LegacyPic + LegacyPic.Inputs:
                DeviceInterrupts.OnLegacyInterrupt(cpu, vector);
                break;
            default:
                DeviceInterrupts.OnInterrupt(cpu, vector);
                break;
        }
    }
}
