namespace CosmosNvme.Nucleus;

/// <summary>
/// The frame a signal handler runs on and returns from: struct rt_sigframe with ucontext, siginfo and the FP state, as Linux lays it
/// out on x86-64 (arch/x86/include/uapi/asm/sigcontext.h). It is put together in a buffer of the CPU's own and copied at once.
/// </summary>
internal static unsafe class SignalFrame
{
    private const ulong RedZone = 128;
    internal const int FrameBytes = 440;
    private const int Context = 8;
    private const int ContextStack = Context + 16;
    private const int ContextRegisters = Context + 40;
    private const int ContextMask = ContextRegisters + 256;
    private const int Info = ContextMask + 8;
    private const int SegmentsAt = 18;
    private const int FpPointerAt = 23;
    private const ulong ContextFlags = 2 | 4;
    private const ulong ContextHasExtendedState = 1;
    private const uint ExtendedMagic1 = 0x4650_5853;
    private const uint ExtendedMagic2 = 0x4650_5845;
    private const int SoftwareBytesAt = 464;
    private const uint StackDisabled = 2;
    private const ulong ClearedFlags = 0x400 | 0x100 | 0x1_0000;

    /// <summary>Makes the thread run the handler next. False: its stack has no room.</summary>
    internal static bool Push(Thread* thread, SignalAction* action, int signal, int code, ulong address, ulong vector, ulong error)
    {
        ThreadRegisters* registers = &thread->Registers;
        ulong top = registers->Rsp - RedZone;
        bool alternate = (action->Flags & SignalAction.FlagOnStack) != 0 && thread->SignalStackSize != 0
            && registers->Rsp - thread->SignalStackBase >= thread->SignalStackSize;
        if (alternate)
        {
            top = thread->SignalStackBase + thread->SignalStackSize;
        }

        FloatingPoint.Save(thread);
        ulong fp = (top - (ulong)FloatingPoint.StateBytes - sizeof(uint)) & ~63UL;
        ulong frame = ((fp - FrameBytes) & ~15UL) - 8;
        if (!CopyFloatingPoint(thread, fp))
        {
            return false;
        }

        byte* buffer = Asm.ThisCpu()->Bounce;
        Asm.ZeroWords(buffer, FrameBytes / 8);
        FillContext(buffer, thread, action, fp, vector, error, address);
        FillInfo(buffer, signal, code, address);
        if (!UserMemory.TryWrite(frame, buffer, FrameBytes))
        {
            return false;
        }

        registers->Rsp = frame;
        registers->Rip = action->Handler;
        registers->Rdi = (ulong)signal;
        registers->Rsi = frame + Info;
        registers->Rdx = frame + Context;
        registers->Rax = 0;
        registers->Rflags &= ~ClearedFlags;
        thread->SignalsBlocked |= Signals.Blockable(action->Mask) | ((action->Flags & SignalAction.FlagNoDefer) == 0 ? Signals.Bit(signal) : 0);
        if ((action->Flags & SignalAction.FlagResetHandler) != 0)
        {
            action->Handler = SignalAction.Default;
        }

        return true;
    }

    /// <summary>rt_sigreturn: takes the registers back from the frame the handler ran on. False: it is not readable.</summary>
    internal static bool Pop(Thread* thread)
    {
        ulong frame = thread->Registers.Rsp - 8;
        byte* buffer = Asm.ThisCpu()->Bounce;
        if (!UserMemory.TryRead(buffer, frame, FrameBytes))
        {
            return false;
        }

        ulong fp = Restore(thread, buffer);
        if (fp != 0)
        {
            if (!UserMemory.TryRead(Thread.FloatingPoint(thread), fp, (ulong)FloatingPoint.StateBytes))
            {
                return false;
            }

            FloatingPoint.Sanitize(thread);
            FloatingPoint.Load(Asm.ThisCpu(), thread);
        }

        return true;
    }

    /// <summary>Takes registers and signal mask from a frame; the address of its FP state, or 0.</summary>
    internal static ulong Restore(Thread* thread, byte* buffer)
    {
        ulong* saved = (ulong*)(buffer + ContextRegisters);
        ThreadRegisters* registers = &thread->Registers;
        registers->R8 = saved[0];
        registers->R9 = saved[1];
        registers->R10 = saved[2];
        registers->R11 = saved[3];
        registers->R12 = saved[4];
        registers->R13 = saved[5];
        registers->R14 = saved[6];
        registers->R15 = saved[7];
        registers->Rdi = saved[8];
        registers->Rsi = saved[9];
        registers->Rbp = saved[10];
        registers->Rbx = saved[11];
        registers->Rdx = saved[12];
        registers->Rax = saved[13];
        registers->Rcx = saved[14];
        registers->Rsp = saved[15];
        registers->Rip = saved[16];
        registers->Rflags = (saved[17] & 0xcd5) | 0x202;
        thread->SignalsBlocked = Signals.Blockable(*(ulong*)(buffer + ContextMask));
        thread->SystemCall = Thread.NoSystemCall;
        return saved[FpPointerAt];
    }

    /// <summary>Writes siginfo into a zeroed frame.</summary>
    internal static void FillInfo(byte* buffer, int signal, int code, ulong address)
    {
        *(int*)(buffer + Info) = signal;
        *(int*)(buffer + Info + 8) = code;
        if (code == Signals.SentByThread)
        {
            *(int*)(buffer + Info + 16) = SystemCalls.ProcessId;
        }
        else
        {
            *(ulong*)(buffer + Info + 16) = address;
        }
    }

    /// <summary>Writes the return address and ucontext into a zeroed frame.</summary>
    internal static void FillContext(byte* buffer, Thread* thread, SignalAction* action, ulong fp, ulong vector, ulong error, ulong address)
    {
        ThreadRegisters* registers = &thread->Registers;
        *(ulong*)buffer = action->Restorer;
        *(ulong*)(buffer + Context) = ContextFlags | (FloatingPoint.EnabledStates != 0 ? ContextHasExtendedState : 0);
        *(ulong*)(buffer + ContextStack) = thread->SignalStackBase;
        *(uint*)(buffer + ContextStack + 8) = thread->SignalStackSize == 0 ? StackDisabled : thread->SignalStackFlags;
        *(ulong*)(buffer + ContextStack + 16) = thread->SignalStackSize;
        ulong* saved = (ulong*)(buffer + ContextRegisters);
        saved[0] = registers->R8;
        saved[1] = registers->R9;
        saved[2] = registers->R10;
        saved[3] = registers->R11;
        saved[4] = registers->R12;
        saved[5] = registers->R13;
        saved[6] = registers->R14;
        saved[7] = registers->R15;
        saved[8] = registers->Rdi;
        saved[9] = registers->Rsi;
        saved[10] = registers->Rbp;
        saved[11] = registers->Rbx;
        saved[12] = registers->Rdx;
        saved[13] = registers->Rax;
        saved[14] = registers->Rcx;
        saved[15] = registers->Rsp;
        saved[16] = registers->Rip;
        saved[17] = registers->Rflags;
        saved[SegmentsAt] = DescriptorTables.CodeSelector | ((ulong)DescriptorTables.DataSelector << 48);
        saved[19] = error;
        saved[20] = vector;
        saved[21] = thread->SignalsBlocked;
        saved[22] = address;
        saved[FpPointerAt] = fp;
        *(ulong*)(buffer + ContextMask) = thread->SignalsBlocked;
    }

    // The saved area itself is the image of what goes to the stack; Linux marks it in bytes the processor leaves to software.
    private static bool CopyFloatingPoint(Thread* thread, ulong target)
    {
        byte* area = Thread.FloatingPoint(thread);
        if (FloatingPoint.EnabledStates == 0)
        {
            return UserMemory.TryWrite(target, area, (ulong)FloatingPoint.StateBytes);
        }

        *(uint*)(area + SoftwareBytesAt) = ExtendedMagic1;
        *(uint*)(area + SoftwareBytesAt + 4) = (uint)FloatingPoint.StateBytes + sizeof(uint);
        *(ulong*)(area + SoftwareBytesAt + 8) = FloatingPoint.EnabledStates;
        *(uint*)(area + SoftwareBytesAt + 16) = (uint)FloatingPoint.StateBytes;
        return UserMemory.TryWrite(target, area, (ulong)FloatingPoint.StateBytes)
            && UserMemory.TryWrite32(target + (ulong)FloatingPoint.StateBytes, ExtendedMagic2);
    }
}
