using System;
using System.Collections.Generic;
using System.Threading;
using CosmosNvme.Abstractions;
using CosmosNvme.Pci;

namespace CosmosNvme.Usb;

/// <summary>
/// Keyboards at the ports of USB controllers: PCs with UEFI often have no other. Controllers are xHCI, keyboards speak the boot protocol, and hubs between
/// them are not looked through.
/// </summary>
public static class UsbKeyboards
{
    private const byte SerialBus = 0x0c;
    private const byte Usb = 0x03;
    private const byte Xhci = 0x30;
    private const long BetweenLooks = 8_000_000;

    /// <summary>
    /// Takes every xHCI controller over and starts a thread that serves the keyboards at them, those plugged in later included. Thread context; blocks for
    /// as long as controllers take to come out of their reset. What fails is in the log.
    /// </summary>
    /// <param name="devices">The PCI functions.</param>
    /// <param name="host">What the drivers work with.</param>
    public static void Start(IEnumerable<PciFunction> devices, UsbHost host)
    {
        ArgumentNullException.ThrowIfNull(devices);
        ArgumentNullException.ThrowIfNull(host);
        List<XhciController> controllers = [];
        foreach (PciFunction function in devices)
        {
            if (function.Class is { Base: SerialBus, Sub: Usb, Interface: Xhci } && TryStart(function, host) is XhciController controller)
            {
                controllers.Add(controller);
            }
        }

        if (controllers.Count > 0)
        {
            new Thread(() => Serve(controllers, host.Clock)) { Name = "usb", IsBackground = true }.Start();
        }
    }

    private static XhciController? TryStart(PciFunction function, UsbHost host)
    {
        try
        {
            function.SetMemorySpace(isOn: true);
            RegisterWindow window = function.TryMapBar(0, host.Memory) ?? throw new UsbException("its registers cannot be mapped");
            function.SetBusMaster(isOn: true);
            return new XhciController(window, host)
            {
                Found = port => host.Log.Write(LogLevel.Info, $"keyboard: USB, at port {port} of {function.Address}"),
            };
        }
        catch (UsbException exception)
        {
            function.SetBusMaster(isOn: false);
            host.Log.Write(LogLevel.Warning, $"usb: {function.Address}: {exception.Message}");
            return null;
        }
    }

    private static void Serve(List<XhciController> controllers, IClock clock)
    {
        while (true)
        {
            foreach (XhciController controller in controllers)
            {
                controller.Poll();
            }

            clock.Delay(BetweenLooks);
        }
    }
}
