using System;

namespace CosmosNvme.Pci;

/// <summary>How the four interrupt wires cross at bridges (PCI-to-PCI Bridge 1.2 §9.1): arithmetic only.</summary>
public static class PinSwizzle
{
    /// <summary>Pins of a function: INTA# to INTD#.</summary>
    public const int Pins = 4;

    /// <summary>The wire of a bridge's primary side that a device's pin behind it arrives at.</summary>
    /// <param name="device">Device number behind the bridge.</param>
    /// <param name="pin">0 for INTA# to 3 for INTD#.</param>
    public static int Cross(int device, int pin) => (pin + device) % Pins;

    /// <summary>Follows a function's pin to its root bus.</summary>
    /// <param name="function">A function with a pin.</param>
    /// <returns>Device number on the root bus, and pin, 0 to 3.</returns>
    public static (int Device, int Pin) ToRoot(PciFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        int pin = (function.InterruptPin - 1) & (Pins - 1);
        PciFunction here = function;
        while (here.Parent is PciFunction bridge)
        {
            pin = Cross(here.Address.Device, pin);
            here = bridge;
        }

        return (here.Address.Device, pin);
    }
}
