namespace CosmosNvme.Nucleus;

/// <summary>
/// Level-triggered inputs of whichever interrupt controller carries the wires of PCI: global system interrupts of the I/O APICs, or
/// inputs of the 8259 pair. Interrupts off.
/// </summary>
internal static unsafe class Wires
{
    /// <summary>True if <paramref name="input"/> can be connected to the CPU.</summary>
    internal static bool CanConnect(uint input, Cpu* cpu)
    {
        uint pin;
        return LegacyPic.InUse
            ? input < LegacyPic.Inputs && cpu->Index == 0 && !IsConsole(input)
            : cpu->ApicId < 0xFF && IoApic.Locate(input, &pin) != null && !IsConsole(input);
    }

    /// <summary>The vector that the input must have; 0: any.</summary>
    internal static int FixedVector(uint input) => LegacyPic.InUse ? InterruptVectors.LegacyPic + (int)input : 0;

    /// <summary>Directs the input to a vector of a CPU, masked.</summary>
    internal static void Connect(uint input, int vector, Cpu* cpu)
    {
        if (LegacyPic.InUse)
        {
            LegacyPic.SetMask((int)input, isMasked: true);
            LegacyPic.SetLevelTriggered((int)input);
        }
        else
        {
            IoApic.Route(input, (byte)vector, cpu->ApicId, IoApic.IsActiveLow(input), levelTriggered: true, masked: true);
        }
    }

    /// <summary>Lets the input interrupt, or not. While it is masked an asserted level is kept back, and comes when it is unmasked.</summary>
    internal static void SetMask(uint input, bool isMasked)
    {
        if (LegacyPic.InUse)
        {
            LegacyPic.SetMask((int)input, isMasked);
        }
        else if (isMasked)
        {
            IoApic.Mask(input);
        }
        else
        {
            IoApic.Unmask(input);
        }
    }

    /// <summary>Ends the interrupt in service.</summary>
    internal static void End(uint input)
    {
        if (LegacyPic.InUse)
        {
            LegacyPic.End((int)input);
        }
        else
        {
            LocalApic.EndOfInterrupt();
        }
    }

    private static bool IsConsole(uint input) =>
        IsIsa(input, Uart.InterruptRequest) || (Keyboard.HasPs2 && IsIsa(input, Ps2Controller.InterruptRequest));

    private static bool IsIsa(uint input, uint request)
    {
        uint gsi;
        bool activeLow;
        bool levelTriggered;
        return LegacyPic.InUse
            ? input == request
            : IoApic.IsaRoute(request, &gsi, &activeLow, &levelTriggered) && gsi == input;
    }
}
