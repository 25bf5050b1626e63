using System;

namespace CosmosNvme.Nucleus;

/// <summary>The console's keyboard for managed drivers of keyboards. Callable from every thread; nothing here allocates or blocks.</summary>
public static unsafe class KeyboardServices
{
    /// <summary>True if there is a screen and no PS/2 keyboard that answers: somebody else has to find a keyboard.</summary>
    public static bool IsWanted => Screen.Present && !Keyboard.HasPs2;

    /// <summary>Takes keys as a PS/2 keyboard would send them.</summary>
    /// <param name="codes">Scan codes of set 1.</param>
    public static void Take(ReadOnlySpan<byte> codes)
    {
        ulong flags = ServiceAsm.DisableInterrupts();
        fixed (byte* first = codes)
        {
            for (int i = 0; i < codes.Length; i++)
            {
                Keyboard.Take(first[i]);
            }
        }

        ConsoleInput.WakeReader();
        ServiceAsm.RestoreInterrupts(flags);
    }
}
