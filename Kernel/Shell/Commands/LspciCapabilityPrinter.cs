using System.Globalization;
using System.IO;
using System.Linq;
using CosmosNvme.Abstractions;
using CosmosNvme.Pci;

namespace CosmosNvme.Shell.Commands;

/// <summary>Prints capabilities as pciutils' ls-caps.c does; of those without a type of their own, the name.</summary>
internal sealed class LspciCapabilityPrinter(TextWriter output, int verbosity)
{
    /// <summary>Prints one capability.</summary>
    internal void Print(PciCapability capability)
    {
        string start = capability.IsExtended
            ? string.Create(CultureInfo.InvariantCulture, $"\tCapabilities: [{capability.Offset:x3} v{capability.Version}] ")
            : $"\tCapabilities: [{capability.Offset:x2}] ";
        switch (capability)
        {
            case PowerManagementCapability power:
                PrintPower(start, power);
                break;
            case MsiCapability msi:
                PrintMsi(start, msi);
                break;
            case MsiXCapability msix:
                PrintMsiX(start, msix);
                break;
            case PciExpressCapability express:
                PrintExpress(start, express);
                break;
            case ResizableBarCapability resizable:
                PrintResizable(start, resizable);
                break;
            case VendorCapability vendor:
                output.WriteLine($"{start}{vendor.Name}: Len={vendor.Length:x2} <?>");
                break;
            case SubsystemCapability subsystem:
                output.WriteLine($"{start}{subsystem.Name}: {PciNames.Subsystem(subsystem.VendorId, subsystem.SubsystemId, PciNameStyle.Names)}");
                break;
            default:
                output.WriteLine(start + (capability.Name ?? (capability.IsExtended ? $"Extended Capability ID 0x{capability.Id:x}" : $"Capability ID 0x{capability.Id:x}")));
                break;
        }
    }

    private void PrintPower(string start, PowerManagementCapability power)
    {
        Line($"{start}Power Management version {power.SpecificationVersion}");
        if (verbosity < 2)
        {
            return;
        }

        uint flags = power.Flags;
        uint control = power.ControlStatus;
        int[] currents = [0, 55, 100, 160, 220, 270, 320, 375];
        Line($"\t\tFlags: PMEClk{Bit(flags, 3)} DSI{Bit(flags, 5)} D1{Bit(flags, 9)} D2{Bit(flags, 10)} AuxCurrent={currents[(flags >> 6) & 7]}mA " +
            $"PME(D0{Bit(flags, 11)},D1{Bit(flags, 12)},D2{Bit(flags, 13)},D3hot{Bit(flags, 14)},D3cold{Bit(flags, 15)})");
        Line($"\t\tStatus: D{(int)power.State} NoSoftRst{Bit(control, 3)} PME-Enable{Bit(control, 8)} DSel={(control >> 9) & 15} DScale={(control >> 13) & 3} PME{Bit(control, 15)}");
    }

    private void PrintMsi(string start, MsiCapability msi)
    {
        Line($"{start}MSI: Enable{Sign(msi.IsEnabled)} Count={msi.EnabledMessages}/{msi.Capacity} Maskable{Sign(msi.IsMaskable)} 64bit{Sign(msi.Is64Bit)}");
        if (verbosity < 2)
        {
            return;
        }

        PhysicalAddress address = msi.MessageAddress;
        string target = msi.Is64Bit ? $"{address.Value:x16}" : $"{address.Value:x8}";
        Line($"\t\tAddress: {target}  Data: {msi.MessageData:x4}");
    }

    private void PrintMsiX(string start, MsiXCapability msix)
    {
        Line($"{start}MSI-X: Enable{Sign(msix.IsEnabled)} Count={msix.Count} Masked{Sign(msix.IsFunctionMasked)}");
        if (verbosity > 1)
        {
            Line($"\t\tVector table: BAR={msix.TableBar} offset={msix.TableOffset:x8}");
            Line($"\t\tPBA: BAR={msix.PendingBar} offset={msix.PendingOffset:x8}");
        }
    }

    private void PrintResizable(string start, ResizableBarCapability resizable)
    {
        Line(start + resizable.Name);
        foreach (ResizableBar bar in verbosity > 1 ? resizable.Read() : [])
        {
            Line($"\t\tBAR {bar.Index}: current size: {Size(bar.Size)}, supported: {string.Join(' ', bar.Sizes.Select(Size))}");
        }
    }

    private void PrintExpress(string start, PciExpressCapability express)
    {
        string version = verbosity > 1 ? $" (v{express.LayoutVersion})" : string.Empty;
        string kind = express.PortKind switch
        {
            PciExpressPortKind.Endpoint => "Endpoint",
            PciExpressPortKind.LegacyEndpoint => "Legacy Endpoint",
            PciExpressPortKind.RootPort => $"Root Port (Slot{Sign(express.HasSlot)})",
            PciExpressPortKind.UpstreamPort => "Upstream Port",
            PciExpressPortKind.DownstreamPort => $"Downstream Port (Slot{Sign(express.HasSlot)})",
            PciExpressPortKind.ToPciBridge => "PCI-Express to PCI/PCI-X Bridge",
            PciExpressPortKind.FromPciBridge => $"PCI/PCI-X to PCI-Express Bridge (Slot{Sign(express.HasSlot)})",
            PciExpressPortKind.IntegratedEndpoint => "Root Complex Integrated Endpoint",
            PciExpressPortKind.EventCollector => "Root Complex Event Collector",
            _ => $"Unknown type {(int)express.PortKind}",
        };
        Line($"{start}Express{version} {kind}, MSI {express.MessageNumber:x2}");
        if (verbosity < 2)
        {
            return;
        }

        uint device = express.DeviceCapabilities;
        uint control = express.DeviceControl;
        uint status = express.DeviceStatus;
        Line($"\t\tDevCap:\tMaxPayload {express.LargestPayload} bytes, PhantFunc {(1 << (int)((device >> 3) & 3)) - 1}");
        Line($"\t\t\tExtTag{Bit(device, 5)} RBE{Bit(device, 15)} FLReset{Sign(express.CanResetFunction)}");
        Line($"\t\tDevCtl:\tCorrErr{Bit(control, 0)} NonFatalErr{Bit(control, 1)} FatalErr{Bit(control, 2)} UnsupReq{Bit(control, 3)}");
        Line($"\t\t\tRlxdOrd{Bit(control, 4)} ExtTag{Bit(control, 8)} PhantFunc{Bit(control, 9)} AuxPwr{Bit(control, 10)} NoSnoop{Bit(control, 11)}");
        Line($"\t\t\tMaxPayload {express.Payload} bytes, MaxReadReq {express.ReadRequest} bytes");
        Line($"\t\tDevSta:\tCorrErr{Bit(status, 0)} NonFatalErr{Bit(status, 1)} FatalErr{Bit(status, 2)} UnsupReq{Bit(status, 3)} AuxPwr{Bit(status, 4)} TransPend{Bit(status, 5)}");
        if (express.HasLink)
        {
            PrintLink(express);
        }
    }

    private void PrintLink(PciExpressCapability express)
    {
        uint control = express.LinkControl;
        uint status = express.LinkStatus;
        string[] savings = ["not supported", "L0s", "L1", "L0s L1"];
        string[] enabled = ["Disabled", "L0s Enabled", "L1 Enabled", "L0s L1 Enabled"];
        Line($"\t\tLnkCap:\tPort #{express.PortNumber}, Speed {PciExpressCapability.FormatSpeed(express.FastestSpeed)}, Width x{express.WidestWidth}, ASPM {savings[(express.LinkCapabilities >> 10) & 3]}");
        Line($"\t\tLnkCtl:\tASPM {enabled[control & 3]}; Disabled{Bit(control, 4)} CommClk{Bit(control, 6)}");

        // A link below what the function can do is what costs people half their bandwidth: say it in so many words.
        string speed = express.Speed < express.FastestSpeed ? " (downgraded)" : string.Empty;
        string width = express.Width < express.WidestWidth ? " (downgraded)" : string.Empty;
        Line($"\t\tLnkSta:\tSpeed {PciExpressCapability.FormatSpeed(express.Speed)}{speed}, Width x{express.Width}{width}");
        Line($"\t\t\tTrErr{Bit(status, 10)} Train{Bit(status, 11)} SlotClk{Bit(status, 12)} DLActive{Bit(status, 13)} BWMgmt{Bit(status, 14)} ABWMgmt{Bit(status, 15)}");
    }

    private static string Size(ulong bytes)
    {
        string[] units = ["MB", "GB", "TB", "PB", "EB"];
        int shift = System.Numerics.BitOperations.Log2(bytes);
        return string.Create(CultureInfo.InvariantCulture, $"{1 << ((shift - 20) % 10)}{units[(shift - 20) / 10]}");
    }

    private void Line(string text) => output.WriteLine(text);

    private static char Bit(uint register, int bit) => Sign(((register >> bit) & 1) != 0);

    private static char Sign(bool isOn) => isOn ? '+' : '-';
}
