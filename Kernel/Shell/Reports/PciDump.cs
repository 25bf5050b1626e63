using System.Globalization;
using System.Text;
using CosmosNvme.Pci;

namespace CosmosNvme.Shell.Reports;

/// <summary>Prints configuration space in the form of <c>lspci -xxxx</c>, which <c>lspci -F</c> reads; lines of zeros are left out behind byte 256.</summary>
internal static class PciDump
{
    private const int BytesPerLine = 16;

    /// <summary>Prints all functions.</summary>
    internal static void Write(CommandContext context, PciDevices devices)
    {
        foreach (PciFunction function in devices)
        {
            context.Interrupted.ThrowIfCancellationRequested();
            context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{function.Address} {function.Class.BaseAndSub:x4}: {function.VendorId:x4}:{function.DeviceId:x4}"));
            for (int offset = 0; offset < function.ConfigurationLength; offset += BytesPerLine)
            {
                if (Line(function, offset) is string line)
                {
                    context.Output.WriteLine(line);
                }
            }

            context.Output.WriteLine();
        }
    }

    private static string? Line(PciFunction function, int offset)
    {
        StringBuilder line = new(offset.ToString("x2", CultureInfo.InvariantCulture));
        line.Append(':');
        uint any = 0;
        for (int index = 0; index < BytesPerLine; index += sizeof(uint))
        {
            uint value = function.Read32(offset + index);
            any |= value;
            for (int shift = 0; shift < 32; shift += 8)
            {
                line.Append(CultureInfo.InvariantCulture, $" {(byte)(value >> shift):x2}");
            }
        }

        return any != 0 || offset < ConfigurationSpace.ConventionalBytes ? line.ToString() : null;
    }
}
