namespace CosmosNvme.Nucleus;

/// <summary>Ways to stop the machine. Under QEMU with isa-debug-exit (exit-port=) each carries a status to the host.</summary>
internal static unsafe class Power
{
    private const uint Orderly = 0x20;
    private const uint CommandFailed = 0x21;
    private const uint Panicked = 0x23;

    /// <summary>Ends the program and the machine; <paramref name="status"/> 0 means success. Does not return.</summary>
    internal static void Off(int status)
    {
        Exit(status == 0 ? Orderly : CommandFailed);
        Screen.TakeOverDrawing();
        AcpiPower.PowerOff();
        Log.Begin(LogLevel.Warning)->Text("the machine does not power off by itself: switch it off"u8)->End();
        Asm.HaltForever();
    }

    /// <summary>Resets the machine. Does not return.</summary>
    internal static void Reboot()
    {
        AcpiPower.Reset();
        Asm.HaltForever();
    }

    /// <summary>The end of a panic: tells QEMU, or stops so that the text stays readable.</summary>
    internal static void StopAfterPanic()
    {
        Exit(Panicked);
        Asm.HaltForever();
    }

    private static void Exit(uint value)
    {
        if (KernelOptions.ExitPort != 0)
        {
            Asm.Out32(KernelOptions.ExitPort, value);
        }
    }
}
