using System.Threading;

namespace CosmosNvme.Nucleus;

/// <summary>Ends of the machine's run for managed threads. Callable from every thread; nothing here allocates; nothing returns.</summary>
public static unsafe class PowerServices
{
    /// <summary>A page between the windows of the nucleus.</summary>
    private const ulong NeverMapped = 0xffff_e000_0000_0000;

    /// <summary>Switches the machine off.</summary>
    /// <param name="succeeded">What the host is told where it listens for an exit status.</param>
    public static void PowerOff(bool succeeded)
    {
        ServiceAsm.DisableInterrupts();
        Power.Off(succeeded ? 0 : 1);
    }

    /// <summary>Resets the machine.</summary>
    public static void Reboot()
    {
        ServiceAsm.DisableInterrupts();
        Power.Reboot();
    }

    /// <summary>Touches an unmapped address from nucleus code, which is a panic.</summary>
    public static void Crash()
    {
        ServiceAsm.DisableInterrupts();
        Volatile.Read(ref *(byte*)NeverMapped);
    }
}
