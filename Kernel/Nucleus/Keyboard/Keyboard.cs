using System.Runtime.CompilerServices;

namespace CosmosNvme.Nucleus;

/// <summary>The person's keyboard, whatever it hangs on: what is typed goes where the serial port's input goes. Interrupts off.</summary>
internal static unsafe class Keyboard
{
    private static KeyboardDecoder s_decoder;
    private static SpinLock s_lock;

    /// <summary>True if there is a PS/2 keyboard, or firmware that plays one.</summary>
    internal static bool HasPs2;

    /// <summary>Looks for a PS/2 keyboard. Boot CPU, once; its interrupt is routed afterwards.</summary>
    internal static void Initialize()
    {
        s_decoder.German = KernelOptions.WantsGermanKeys ? (byte)1 : (byte)0;
        Ps2Controller.UsePorts();
        HasPs2 = Screen.Present && KernelOptions.WantsPs2Keyboard && Ps2Controller.TryInitialize();
        if (Screen.Present)
        {
            Log.Begin(LogLevel.Info)->Text(HasPs2 ? "keyboard: PS/2"u8 : "keyboard: no PS/2 keyboard answers"u8)->End();
        }
    }

    /// <summary>Interrupt: takes what was typed.</summary>
    internal static void OnInterrupt()
    {
        if (!HasPs2)
        {
            return;
        }

        byte code;
        while (Ps2Controller.TryTake(&code))
        {
            Take(code);
        }

        ConsoleInput.WakeReader();
    }

    /// <summary>Takes one byte of scan codes of set 1, from whatever keyboard. Wakes nobody.</summary>
    internal static void Take(byte code)
    {
        ulong storage;
        byte* typed = (byte*)&storage;
        s_lock.Acquire();
        int length = ((KeyboardDecoder*)Unsafe.AsPointer(ref s_decoder))->Take(code, typed);
        s_lock.Release();
        for (int i = 0; i < length; i++)
        {
            ConsoleInput.Put(typed[i]);
        }
    }
}
