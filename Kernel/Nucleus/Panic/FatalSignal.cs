namespace CosmosNvme.Nucleus;

/// <summary>A signal that nobody handles ends the only process there is, and so the machine: the sentence that says which and why.</summary>
internal static unsafe class FatalSignal
{
    internal static void Stop(Thread* thread, int signal, ulong address)
    {
        LogLine* line = Log.Begin(LogLevel.Panic);
        switch (signal)
        {
            case SignalNumber.Abort:
                line->Text("the program aborted: an unhandled exception or a failed check; its own words stand above"u8);
                break;
            case SignalNumber.Segmentation or SignalNumber.Bus when PageFault.IsStackOverflow(address, thread->Registers.Rsp):
                line->Text("stack overflow: recursion that does not end? (stack pointer "u8)->Hex(thread->Registers.Rsp)
                    ->Text(", guard page touched at "u8)->Hex(address)->Text(")"u8);
                break;
            case SignalNumber.Segmentation or SignalNumber.Bus:
                line->Text("invalid access to address "u8)->Hex(address);
                break;
            default:
                line->Text("fatal signal "u8)->Decimal((ulong)signal)->Text(", address "u8)->Hex(address);
                break;
        }

        Panic.InThread(thread, line);
    }
}
