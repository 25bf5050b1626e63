using System.Globalization;
using CosmosNvme.Abstractions;
using CosmosNvme.Pci;

namespace CosmosNvme.Nvme.Pci;

/// <summary>
/// Says what the link of a controller can do and what it does. A driver cannot repair a card in a slot that is too slow or too narrow,
/// but it can name the reason why a disk is slow.
/// </summary>
internal static class NvmePciLink
{
    /// <summary>Writes one line; a warning if the link is slower or narrower than the function allows. Nothing where there is no link.</summary>
    /// <param name="name">The controller, like nvme0.</param>
    /// <param name="function">Its function.</param>
    /// <param name="log">Receives the line.</param>
    internal static void Report(string name, PciFunction function, IKernelLog log)
    {
        // Virtual machines leave the fields zero.
        if (function.FindCapability<PciExpressCapability>() is not { HasLink: true, Speed: > 0, Width: > 0 } express)
        {
            return;
        }

        string text = string.Create(CultureInfo.InvariantCulture, $"{name}: link {PciExpressCapability.FormatSpeed(express.Speed)} x{express.Width}");
        if (express.Speed < express.FastestSpeed || express.Width < express.WidestWidth)
        {
            log.Write(LogLevel.Warning, string.Create(
                CultureInfo.InvariantCulture,
                $"{text}, although the controller can do {PciExpressCapability.FormatSpeed(express.FastestSpeed)} x{express.WidestWidth}: look at the slot"));
        }
        else
        {
            log.Write(LogLevel.Info, text);
        }
    }
}
