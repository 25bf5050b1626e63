using System.Globalization;
using System.IO;
using CosmosNvme.Pci;

namespace CosmosNvme.Shell.Commands;

/// <summary>Prints functions line by line as pciutils' ls-*.c does.</summary>
internal sealed class LspciPrinter(TextWriter output, PciNameStyle style, int verbosity, bool hasDomain)
{
    // INTA# to INTD# are 1 to 4; the rest is reserved, and no letter.
    private const string Pins = "?ABCD";

    private readonly LspciCapabilityPrinter _capabilities = new(output, verbosity);

    /// <summary>Prints one function; with details an empty line follows.</summary>
    internal void Print(PciFunction function)
    {
        PciClass code = function.Class;
        string address = hasDomain ? function.Address.ToString() : function.Address.ToShortString();
        string line = $"{address} {PciNames.Class(code, style)}: {PciNames.Device(function.VendorId, function.DeviceId, style)}";
        line += function.Revision != 0 ? $" (rev {function.Revision:x2})" : string.Empty;
        if (verbosity == 0)
        {
            output.WriteLine(line);
            return;
        }

        string? programming = PciClassNames.Find(code.Base, code.Sub, code.Interface);
        output.WriteLine((code.Interface, programming) switch
        {
            (0, null) => line,
            (_, null) => $"{line} (prog-if {code.Interface:x2})",
            _ => $"{line} (prog-if {code.Interface:x2} [{programming}])",
        });
        PrintDetails(function);
        output.WriteLine();
    }

    private void PrintDetails(PciFunction function)
    {
        // A bridge tells its subsystem in a capability, which is printed there.
        if (function.HeaderKind != PciHeaderKind.Bridge && function.SubsystemVendorId is not (0 or ushort.MaxValue))
        {
            output.WriteLine($"\tSubsystem: {PciNames.Subsystem(function.SubsystemVendorId, function.SubsystemId, style)}");
        }

        PciCommand command = function.Command;
        if (verbosity > 1)
        {
            PrintRegisters(function, command, function.Status);
        }
        else
        {
            PrintFlags(function, command, function.Status);
        }

        foreach (PciBar bar in function.Bars)
        {
            PrintBar(bar, command);
        }

        if (function.Bridge is PciBridge bridge)
        {
            PrintBridge(function, bridge);
        }

        if (function.Rom is PciBar rom)
        {
            string place = rom.Address.Value == 0 ? "<unassigned>" : Hex(rom.Address.Value, 8);
            string disabled = rom.IsEnabled && command.HasFlag(PciCommand.MemorySpace) ? string.Empty : " [disabled]";
            output.WriteLine($"\tExpansion ROM at {place}{disabled}{Size(rom.Length)}");
        }

        foreach (PciCapability capability in function.Capabilities)
        {
            _capabilities.Print(capability);
        }
    }

    private void PrintFlags(PciFunction function, PciCommand command, PciStatus status)
    {
        string flags = string.Empty;
        flags += command.HasFlag(PciCommand.BusMaster) ? "bus master, " : string.Empty;
        flags += command.HasFlag(PciCommand.VgaPaletteSnoop) ? "VGA palette snoop, " : string.Empty;
        flags += command.HasFlag(PciCommand.Stepping) ? "stepping, " : string.Empty;
        flags += command.HasFlag(PciCommand.FastBackToBack) ? "fast Back2Back, " : string.Empty;
        flags += status.HasFlag(PciStatus.Capable66MHz) ? "66MHz, " : string.Empty;
        flags += status.HasFlag(PciStatus.UserDefinableFeatures) ? "user-definable features, " : string.Empty;
        flags += $"{Devsel(status)} devsel";
        flags += command.HasFlag(PciCommand.BusMaster) ? $", latency {Number(function.LatencyTimer)}" : string.Empty;
        flags += HasRoutedPin(function) ? $", IRQ {Number(function.InterruptLine)}" : string.Empty;
        output.WriteLine($"\tFlags: {flags}");
    }

    private void PrintRegisters(PciFunction function, PciCommand command, PciStatus status)
    {
        output.WriteLine(
            $"\tControl: I/O{Flag(command, PciCommand.IoSpace)} Mem{Flag(command, PciCommand.MemorySpace)} BusMaster{Flag(command, PciCommand.BusMaster)} " +
            $"SpecCycle{Flag(command, PciCommand.SpecialCycles)} MemWINV{Flag(command, PciCommand.MemoryWriteAndInvalidate)} VGASnoop{Flag(command, PciCommand.VgaPaletteSnoop)} " +
            $"ParErr{Flag(command, PciCommand.ParityErrorResponse)} Stepping{Flag(command, PciCommand.Stepping)} SERR{Flag(command, PciCommand.SystemError)} " +
            $"FastB2B{Flag(command, PciCommand.FastBackToBack)} DisINTx{Flag(command, PciCommand.InterruptDisable)}");
        output.WriteLine(
            $"\tStatus: Cap{Flag(status, PciStatus.CapabilityList)} 66MHz{Flag(status, PciStatus.Capable66MHz)} UDF{Flag(status, PciStatus.UserDefinableFeatures)} " +
            $"FastB2B{Flag(status, PciStatus.FastBackToBack)} ParErr{Flag(status, PciStatus.MasterDataParityError)} DEVSEL={Devsel(status)} " +
            $">TAbort{Flag(status, PciStatus.SignaledTargetAbort)} <TAbort{Flag(status, PciStatus.ReceivedTargetAbort)} <MAbort{Flag(status, PciStatus.ReceivedMasterAbort)} " +
            $">SERR{Flag(status, PciStatus.SignaledSystemError)} <PERR{Flag(status, PciStatus.DetectedParityError)} INTx{Flag(status, PciStatus.Interrupt)}");
        if (command.HasFlag(PciCommand.BusMaster))
        {
            string line = function.CacheLineSize == 0 ? string.Empty : $", Cache Line Size: {Number((uint)function.CacheLineSize * sizeof(uint))} bytes";
            output.WriteLine($"\tLatency: {Number(function.LatencyTimer)}{line}");
        }

        if (function.InterruptPin != 0)
        {
            output.WriteLine($"\tInterrupt: pin {Pins[function.InterruptPin < Pins.Length ? function.InterruptPin : 0]} routed to IRQ {Number(function.InterruptLine)}");
        }
    }

    private void PrintBar(PciBar bar, PciCommand command)
    {
        string prefix = verbosity > 1 ? $"\tRegion {Number((uint)bar.Index)}: " : "\t";
        string what;
        bool decodes;
        if (bar.Kind == PciBarKind.Io)
        {
            what = $"I/O ports at {(bar.Address.Value == 0 ? "<unassigned>" : Hex(bar.Address.Value, 4))}";
            decodes = command.HasFlag(PciCommand.IoSpace);
        }
        else
        {
            string width = bar.Kind switch { PciBarKind.Memory64 => "64-bit", PciBarKind.MemoryBelow1MiB => "low-1M", _ => "32-bit" };
            what = $"Memory at {(bar.Address.Value == 0 ? "<unassigned>" : Hex(bar.Address.Value, 8))} ({width}, {(bar.IsPrefetchable ? "prefetchable" : "non-prefetchable")})";
            decodes = command.HasFlag(PciCommand.MemorySpace);
        }

        output.WriteLine($"{prefix}{what}{(decodes ? string.Empty : " [disabled]")}{Size(bar.Length)}");
    }

    private void PrintBridge(PciFunction function, PciBridge bridge)
    {
        output.WriteLine($"\tBus: primary={bridge.PrimaryBus:x2}, secondary={bridge.SecondaryBus:x2}, subordinate={bridge.SubordinateBus:x2}, sec-latency={Number(bridge.SecondaryLatencyTimer)}");
        if (function.HeaderKind == PciHeaderKind.Bridge)
        {
            PrintWindow("I/O", bridge.IoWindow);
            PrintWindow("Memory", bridge.MemoryWindow);
            PrintWindow("Prefetchable memory", bridge.PrefetchableWindow);
        }
    }

    private void PrintWindow(string name, PciBridgeWindow? window)
    {
        if (window is not PciBridgeWindow range)
        {
            return;
        }

        int digits = range.Width / 4;
        output.WriteLine(range.IsOpen
            ? $"\t{name} behind bridge: {Hex(range.Base, digits)}-{Hex(range.Limit, digits)}{Size(range.Limit - range.Base + 1)} [{Number((uint)range.Width)}-bit]"
            : $"\t{name} behind bridge: [disabled] [{Number((uint)range.Width)}-bit]");
    }

    private static bool HasRoutedPin(PciFunction function) => function.InterruptPin != 0 && function.InterruptLine is not (0 or byte.MaxValue);

    private static string Devsel(PciStatus status) => (status & (PciStatus.DevselMedium | PciStatus.DevselSlow)) switch
    {
        PciStatus.None => "fast",
        PciStatus.DevselMedium => "medium",
        PciStatus.DevselSlow => "slow",
        _ => "??",
    };

    private static char Flag(PciCommand value, PciCommand flag) => value.HasFlag(flag) ? '+' : '-';

    private static char Flag(PciStatus value, PciStatus flag) => value.HasFlag(flag) ? '+' : '-';

    private static string Hex(ulong value, int digits) => value.ToString("x" + Number((uint)digits), CultureInfo.InvariantCulture);

    private static string Number(uint value) => value.ToString(CultureInfo.InvariantCulture);

    // In the largest unit that keeps the number whole.
    private static string Size(ulong bytes)
    {
        string[] units = ["", "K", "M", "G", "T"];
        int unit = 0;
        while (bytes % 1024 == 0 && bytes != 0 && unit < units.Length - 1)
        {
            bytes /= 1024;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $" [size={bytes}{units[unit]}]");
    }
}
