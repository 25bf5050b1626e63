namespace CosmosNvme.Pci;

/// <summary>
/// Intel's PIIX3 and PIIX4 (82371SB §2.2.7): four wires, PIRQA# to PIRQD#, each led to an ISA interrupt by a register of the ISA
/// bridge. The PC boards built with it, QEMU's "pc" among them, shift the pins of each slot by one.
/// </summary>
internal static class PiixRouting
{
    private const int FirstRegister = 0x60;
    private const byte NotRouted = 0x80;
    private const byte InputMask = 0x0f;

    /// <summary>The ISA interrupt, which is the input of either interrupt controller; null if the wire leads nowhere.</summary>
    /// <param name="isaBridge">The PIIX.</param>
    /// <param name="device">Device number on bus 0.</param>
    /// <param name="pin">0 for INTA#.</param>
    internal static int? Find(PciFunction isaBridge, int device, int pin)
    {
        byte register = isaBridge.Read8(FirstRegister + WireOf(device, pin));
        return (register & NotRouted) != 0 ? null : register & InputMask;
    }

    /// <summary>0 for PIRQA#. Slot 1 is the PIIX itself, so slot 1's INTA# is the first.</summary>
    internal static int WireOf(int device, int pin) => (device - 1 + pin) & (PinSwizzle.Pins - 1);
}
