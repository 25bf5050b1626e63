using CosmosNvme.Abstractions;

namespace CosmosNvme.Pci;

/// <summary>
/// Intel's ICH9 (316972, §5.9, §10.1.43, §13.1.12): eight wires, PIRQA# to PIRQH#, at inputs 16 to 23 of the I/O APIC; a register of
/// the LPC bridge leads each to an 8259 input besides.
/// </summary>
internal static class IchRouting
{
    private const int Wires = 8;
    private const int FirstInput = 16;
    private const int RegisterOfWireA = 0x60;
    private const int RegisterOfWireE = 0x68;
    private const byte NotRouted = 0x80;
    private const byte InputMask = 0x0f;
    private const int FirstChipsetDevice = 25;
    private const int BridgeDevice = 30;

    private const int RootComplexRegister = 0xf0;
    private const uint RootComplexEnabled = 1;
    private const uint RootComplexAddress = 0xffff_c000;
    private const uint RouteRegisters = 0x3140;
    private const uint RouteRegisterBytes = 0x14;
    private const ushort RouteAtReset = 0x3210;
    private const int BitsPerPin = 4;
    private const int WireMask = 7;

    /// <summary>The input that a pin arrives at; null if it leads nowhere.</summary>
    /// <param name="lpcBridge">The ICH9's LPC bridge, 00:1f.0.</param>
    /// <param name="memory">Maps the chipset's registers.</param>
    /// <param name="device">Device number on bus 0.</param>
    /// <param name="pin">0 for INTA#.</param>
    /// <param name="inputs">Of which interrupt controller.</param>
    internal static int? Find(PciFunction lpcBridge, IPhysicalMemory memory, int device, int pin, PinInputKind inputs)
    {
        int wire = WireOf(device, pin, () => ReadRoutes(lpcBridge, memory, device));
        if (inputs == PinInputKind.GlobalSystemInterrupt)
        {
            return FirstInput + wire;
        }

        byte register = lpcBridge.Read8(wire < Wires / 2 ? RegisterOfWireA + wire : RegisterOfWireE + wire - (Wires / 2));
        return (register & NotRouted) != 0 ? null : register & InputMask;
    }

    /// <summary>
    /// 0 for PIRQA#. The chipset's own devices have registers for that; for the others it is a matter of the board: QEMU's "q35"
    /// uses PIRQE# to PIRQH#, shifted by one for each slot, and the same unshifted behind the old bridge at 1e.
    /// </summary>
    /// <param name="device">Device number on bus 0.</param>
    /// <param name="pin">0 for INTA#.</param>
    /// <param name="readRoutes">Reads the device's register, D25IR to D31IR.</param>
    internal static int WireOf(int device, int pin, System.Func<ushort> readRoutes) => device switch
    {
        BridgeDevice => pin + (Wires / 2),
        >= FirstChipsetDevice => (readRoutes() >> (pin * BitsPerPin)) & WireMask,
        _ => PinSwizzle.Cross(device, pin) + (Wires / 2),
    };

    // In descending order of the devices, with a gap before D26IR.
    private static ushort ReadRoutes(PciFunction lpcBridge, IPhysicalMemory memory, int device)
    {
        uint offset = device switch
        {
            31 => 0x0,
            30 => 0x2,
            29 => 0x4,
            28 => 0x6,
            27 => 0x8,
            26 => 0xc,
            _ => 0x10,
        };
        uint register = lpcBridge.Read32(RootComplexRegister);
        return (register & RootComplexEnabled) != 0
            && memory.TryMapRegisters(new PhysicalAddress((register & RootComplexAddress) + RouteRegisters), RouteRegisterBytes) is RegisterWindow window
            ? window.Read16(offset)
            : RouteAtReset;
    }
}
