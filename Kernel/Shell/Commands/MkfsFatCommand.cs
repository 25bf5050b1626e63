using System.Globalization;
using System.Linq;
using CosmosNvme.Abstractions;
using CosmosNvme.Storage;

namespace CosmosNvme.Shell.Commands;

/// <summary>Makes FAT file systems.</summary>
internal sealed class MkfsFatCommand : ShellCommand
{
    /// <inheritdoc/>
    internal override string Name => "mkfs.fat";

    /// <inheritdoc/>
    internal override string Summary => "Make a FAT file system; all that was on the device is lost";

    /// <inheritdoc/>
    internal override string Arguments => "[-F 12|16|32] [-s SECTORS] [-n LABEL] [-i SERIAL] [--force] DEVICE";

    /// <inheritdoc/>
    internal override string Details =>
        "  -F 12|16|32  bits of the FAT; by default what suits the size\n" +
        "  -s SECTORS   sectors of a cluster: a power of two up to 128\n" +
        "  -n LABEL     name of the volume, up to eleven characters\n" +
        "  -i SERIAL    serial number, in hexadecimal\n" +
        "  --force      also on a disk that has partitions, or on a device that holds something already";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        FatFormatOptions format = new();
        bool force = false;
        OptionReader options = new(context.Arguments);
        while (options.Next() is string option)
        {
            switch (option)
            {
                case "-F":
                    format = format with { Bits = Number(options.Value()) };
                    break;
                case "-s":
                    format = format with { ClusterSectors = Number(options.Value()) };
                    break;
                case "-n":
                    format = format with { Label = options.Value() };
                    break;
                case "-i":
                    string serial = options.Value();
                    format = format with
                    {
                        Serial = uint.TryParse(serial.Replace("-", string.Empty, System.StringComparison.Ordinal), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint value) ? value
                            : throw new UsageException($"'{serial}' is no hexadecimal number of up to eight digits"),
                    };
                    break;
                case "--force":
                    force = true;
                    break;
                default:
                    throw OptionReader.Unknown(option);
            }
        }

        if (options.Operands.Count != 1)
        {
            throw new UsageException("name a device");
        }

        IBlockDevice device = DeviceOperand.Find(context, options.Operands[0]);
        DeviceOperand.DemandUnmounted(context, device);
        if (!force)
        {
            DemandEmpty(context, device);
        }

        FileStatus status = FatFormatter.Format(device, format);
        return status.IsSuccess ? 0 : throw new CommandFailedException(status.Message);
    }

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : throw new UsageException($"'{text}' is not a number");

    private static void DemandEmpty(CommandContext context, IBlockDevice device)
    {
        if (context.Storage.Devices.All.Any(other => (other as Partition)?.Disk == device))
        {
            throw new CommandFailedException($"/dev/{device.Name} has partitions, which would be lost; --force does it all the same");
        }

        FileSystemProbe.Identify(device, out FileSystemIdentity? identity);
        if (identity is not null)
        {
            string label = identity.Label.Length == 0 ? string.Empty : $" called '{identity.Label}'";
            throw new CommandFailedException($"/dev/{device.Name} holds a file system of type {identity.TypeName}{label}, which would be lost; --force does it all the same");
        }
    }
}
