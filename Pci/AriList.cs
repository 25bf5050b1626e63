using System.Collections.Generic;
using System.Linq;

namespace CosmosNvme.Pci;

/// <summary>
/// The functions of a device with Alternative Routing-ID Interpretation (PCI Express 6.0 §6.13 and §7.8.8): up to 256, each of which
/// names the next. The bits of the address's device number are the upper bits of the function's number.
/// </summary>
internal static class AriList
{
    private const int CapabilityRegister = 4;

    private static readonly BitField s_next = new(8, 8);

    /// <summary>True if a function has the capability, so that it is in such a list.</summary>
    internal static bool IsIn(PciFunction function) => Find(function) is not null;

    /// <summary>The function that a function names as the next one; null at the end of the list.</summary>
    /// <param name="function">A function of the list.</param>
    /// <param name="warnings">Receives a sentence if the list does not ascend: it could go round in circles.</param>
    internal static PciAddress? NextOf(PciFunction function, List<string> warnings)
    {
        PciAddress address = function.Address;
        int number = (address.Device * PciAddress.FunctionsPerDevice) + address.Function;
        int next = Find(function) is PciCapability ari ? (int)s_next.Get(ari.Read16(CapabilityRegister)) : 0;
        if (next == 0)
        {
            return null;
        }

        if (next <= number)
        {
            warnings.Add($"{address}: the list of the device's functions leads back to function {next}; the rest is ignored");
            return null;
        }

        return address with { Device = (byte)(next / PciAddress.FunctionsPerDevice), Function = (byte)(next % PciAddress.FunctionsPerDevice) };
    }

    private static PciCapability? Find(PciFunction function) =>
        function.Capabilities.FirstOrDefault(capability => capability is { IsExtended: true, Id: CapabilityId.ExtendedAri });
}
