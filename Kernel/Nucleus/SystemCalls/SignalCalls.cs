namespace CosmosNvme.Nucleus;

/// <summary>rt_sigaction and its family.</summary>
internal static unsafe class SignalCalls
{
    private const ulong MaskBytes = 8;
    private const int Block = 0;
    private const int Unblock = 1;
    private const int SetMask = 2;
    private const uint StackDisabled = 2;

    internal static long Dispatch(int number, Thread* thread, ThreadRegisters* r)
    {
        switch (number)
        {
            case SystemCallNumber.RtSigaction:
                return SetAction((int)r->Rdi, r->Rsi, r->Rdx, r->R10);
            case SystemCallNumber.RtSigprocmask:
                return ChangeMask(thread, (int)r->Rdi, r->Rsi, r->Rdx, r->R10);
            case SystemCallNumber.RtSigreturn:
                if (!SignalFrame.Pop(thread))
                {
                    FatalSignal.Stop(thread, SignalNumber.Segmentation, r->Rsp);
                }

                return (long)r->Rax;
            case SystemCallNumber.SigAltStack:
                return SetAlternateStack(thread, r->Rdi, r->Rsi);
            case SystemCallNumber.Tgkill:
                return (int)r->Rdi == SystemCalls.ProcessId ? Signals.Send((int)r->Rsi, (int)r->Rdx) : -Errno.NoProcess;
            case SystemCallNumber.Tkill:
                return Signals.Send((int)r->Rdi, (int)r->Rsi);
            default:
                return (int)r->Rdi is SystemCalls.ProcessId or 0 ? Signals.Send(SystemCalls.ProcessId, (int)r->Rsi) : -Errno.NoProcess;
        }
    }

    private static long SetAction(int signal, ulong action, ulong old, ulong maskBytes)
    {
        if (signal is < 1 or > SignalNumber.Maximum || maskBytes != MaskBytes || (action != 0 && !Signals.MayBeHandled(signal)))
        {
            return -Errno.InvalidArgument;
        }

        // The new action is read before the old one is stored: both may be at the same address.
        SignalAction* entry = Signals.Action(signal);
        SignalAction* wanted = (SignalAction*)Asm.ThisCpu()->Bounce;
        if ((action != 0 && !UserMemory.TryRead(wanted, action, (ulong)sizeof(SignalAction)))
            || (old != 0 && !UserMemory.TryWrite(old, entry, (ulong)sizeof(SignalAction))))
        {
            return -Errno.Fault;
        }

        if (action != 0)
        {
            Asm.CopyBytes(entry, wanted, (ulong)sizeof(SignalAction));
        }

        return 0;
    }

    private static long ChangeMask(Thread* thread, int how, ulong set, ulong old, ulong maskBytes)
    {
        ulong before = thread->SignalsBlocked;
        ulong value = 0;
        if (maskBytes != MaskBytes)
        {
            return -Errno.InvalidArgument;
        }

        if (set != 0)
        {
            if (!UserMemory.TryRead64(set, &value))
            {
                return -Errno.Fault;
            }

            switch (how)
            {
                case Block:
                    thread->SignalsBlocked = Signals.Blockable(before | value);
                    break;
                case Unblock:
                    thread->SignalsBlocked = before & ~value;
                    break;
                case SetMask:
                    thread->SignalsBlocked = Signals.Blockable(value);
                    break;
                default:
                    return -Errno.InvalidArgument;
            }
        }

        return old == 0 || UserMemory.TryWrite64(old, before) ? 0 : -Errno.Fault;
    }

    private static long SetAlternateStack(Thread* thread, ulong stack, ulong old)
    {
        if (old != 0 && !(UserMemory.TryWrite64(old, thread->SignalStackBase)
            && UserMemory.TryWrite64(old + 8, thread->SignalStackSize == 0 ? StackDisabled : thread->SignalStackFlags)
            && UserMemory.TryWrite64(old + 16, thread->SignalStackSize)))
        {
            return -Errno.Fault;
        }

        if (stack == 0)
        {
            return 0;
        }

        ulong address;
        ulong flags;
        ulong size;
        if (!UserMemory.TryRead64(stack, &address) || !UserMemory.TryRead64(stack + 8, &flags) || !UserMemory.TryRead64(stack + 16, &size))
        {
            return -Errno.Fault;
        }

        bool disabled = ((uint)flags & StackDisabled) != 0;
        thread->SignalStackBase = disabled ? 0 : address;
        thread->SignalStackSize = disabled ? 0 : size;
        thread->SignalStackFlags = disabled ? 0 : (uint)flags;
        return 0;
    }
}
