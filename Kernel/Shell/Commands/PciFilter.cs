using System.Globalization;
using CosmosNvme.Pci;

namespace CosmosNvme.Shell.Commands;

/// <summary>Chooses functions by address and ids, as lspci's options -s and -d write them. What is left out matches anything.</summary>
internal sealed class PciFilter
{
    private int? _segment;
    private int? _bus;
    private int? _device;
    private int? _function;
    private int? _vendorId;
    private int? _deviceId;
    private int? _class;

    /// <summary>Takes <c>[[[domain]:]bus]:][slot][.[function]]</c>.</summary>
    internal void SetSlot(string text)
    {
        string wrong = $"'{text}' is no address; write 00:1f.2, 1f.2, 1f, 01: or 0000:00:1f.2";
        string[] parts = text.Split(':');
        if (parts.Length > 3)
        {
            throw new UsageException(wrong);
        }

        string[] slot = parts[^1].Split('.');
        if (slot.Length > 2)
        {
            throw new UsageException(wrong);
        }

        _segment = parts.Length > 2 ? Parse(parts[^3], ushort.MaxValue, wrong) : _segment;
        _bus = parts.Length > 1 ? Parse(parts[^2], byte.MaxValue, wrong) : _bus;
        _device = Parse(slot[0], PciAddress.DevicesPerBus - 1, wrong);
        _function = slot.Length > 1 ? Parse(slot[1], PciAddress.FunctionsPerDevice - 1, wrong) : _function;
    }

    /// <summary>Takes <c>[vendor]:[device][:class]</c>.</summary>
    internal void SetId(string text)
    {
        string wrong = $"'{text}' are no ids; write 1b36:0010, 1b36: or ::0108";
        string[] parts = text.Split(':');
        if (parts.Length is not (2 or 3))
        {
            throw new UsageException(wrong);
        }

        _vendorId = Parse(parts[0], ushort.MaxValue, wrong);
        _deviceId = Parse(parts[1], ushort.MaxValue, wrong);
        _class = parts.Length > 2 ? Parse(parts[2], ushort.MaxValue, wrong) : _class;
    }

    /// <summary>Tells whether a function is chosen.</summary>
    internal bool Matches(PciFunction function) =>
        Matches(_segment, function.Address.Segment)
        && Matches(_bus, function.Address.Bus)
        && Matches(_device, function.Address.Device)
        && Matches(_function, function.Address.Function)
        && Matches(_vendorId, function.VendorId)
        && Matches(_deviceId, function.DeviceId)
        && Matches(_class, function.Class.BaseAndSub);

    private static bool Matches(int? wanted, int value) => wanted is null || wanted == value;

    private static int? Parse(string text, int most, string wrong)
    {
        if (text is "" or "*")
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int number) && number >= 0 && number <= most
            ? number
            : throw new UsageException(wrong);
    }
}
