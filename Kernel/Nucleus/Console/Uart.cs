namespace CosmosNvme.Nucleus;

/// <summary>
/// The first serial port, a 16550 at 0x3F8 (PC16550D data sheet, §8): 115200 baud, 8N1. Output waits for the transmitter, bounded;
/// input comes by interrupt into <see cref="ConsoleInput"/>.
/// </summary>
internal static unsafe class Uart
{
    internal const int InterruptRequest = 4;

    private const ushort Data = 0x3f8;
    private const ushort InterruptEnable = 0x3f9;
    private const ushort FifoControl = 0x3fa;
    private const ushort LineControl = 0x3fb;
    private const ushort ModemControl = 0x3fc;
    private const ushort LineStatus = 0x3fd;
    private const ushort Scratch = 0x3ff;
    private const byte ReceiveInterrupt = 1;
    private const byte DataReady = 1;
    private const byte TransmitterEmpty = 0x20;
    private const int FifoBytes = 16;

    /// <summary>
    /// Reads of the status register until 16 characters must be gone (1.4 ms at 115200 baud). A read takes 1 us on a PC and far less on
    /// a machine that is only imitated.
    /// </summary>
    private const int TransmitPatience = 400_000;

    private static SpinLock s_lock;

    // 1 once a wait was in vain: nobody waits again until the transmitter has shown that it lives.
    private static int s_isStuck;

    /// <summary>False if no port answers at the address.</summary>
    internal static bool Present;

    internal static void Initialize()
    {
        Asm.Out8(Scratch, 0x5a);
        Present = Asm.In8(Scratch) == 0x5a;
        if (!Present)
        {
            return;
        }

        Asm.Out8(InterruptEnable, 0);
        Asm.Out8(LineControl, 0x80);
        Asm.Out8(Data, 1);
        Asm.Out8(InterruptEnable, 0);
        Asm.Out8(LineControl, 3);
        Asm.Out8(FifoControl, 0xc7);
        Asm.Out8(ModemControl, 0x0b);
    }

    /// <summary>Lets received characters interrupt.</summary>
    internal static void EnableInput()
    {
        if (Present)
        {
            Asm.Out8(InterruptEnable, ReceiveInterrupt);
        }
    }

    /// <summary>Writes all bytes. A transmitter that does not get empty in time loses characters rather than the machine.</summary>
    internal static void Write(byte* text, ulong count)
    {
        if (!Present)
        {
            return;
        }

        s_lock.Acquire();
        WriteUnlocked(text, count);
        s_lock.Release();
    }

    /// <summary>The same for a panic: the lock's owner may be stopped for ever.</summary>
    internal static void WriteUnlocked(byte* text, ulong count)
    {
        if (!Present)
        {
            return;
        }

        for (ulong i = 0; i < count; i++)
        {
            if (i % FifoBytes == 0)
            {
                AwaitTransmitter();
            }

            Asm.Out8(Data, text[i]);
        }
    }

    private static void AwaitTransmitter()
    {
        int patience = s_isStuck != 0 ? 1 : TransmitPatience;
        for (int wait = 0; wait < patience; wait++)
        {
            if ((Asm.In8(LineStatus) & TransmitterEmpty) != 0)
            {
                s_isStuck = 0;
                return;
            }
        }

        s_isStuck = 1;
    }

    /// <summary>Interrupt: moves what has arrived into the input buffer, so much at a time that interrupts are not off for long.</summary>
    internal static void OnInterrupt()
    {
        int left = FifoBytes * 4;
        while (left != 0 && (Asm.In8(LineStatus) & DataReady) != 0)
        {
            ConsoleInput.Put(Asm.In8(Data));
            left--;
        }

        if (left == 0)
        {
            // The interrupt is edge-triggered: with data left its line stays up, and no further one would ever come. This lowers it, and
            // raises it again if there is data.
            Asm.Out8(InterruptEnable, 0);
            Asm.Out8(InterruptEnable, ReceiveInterrupt);
        }

        ConsoleInput.WakeReader();
    }
}
