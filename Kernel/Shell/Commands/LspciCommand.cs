using System.Linq;
using CosmosNvme.Pci;

namespace CosmosNvme.Shell.Commands;

/// <summary>Lists the PCI functions as lspci(8) does.</summary>
internal sealed class LspciCommand : ShellCommand
{
    /// <inheritdoc/>
    internal override string Name => "lspci";

    /// <inheritdoc/>
    internal override string Summary => "List the PCI devices";

    /// <inheritdoc/>
    internal override string Arguments => "[-v|-vv] [-n|-nn] [-D] [-s [[[DOMAIN]:]BUS]:][SLOT][.[FUNCTION]]] [-d [VENDOR]:[DEVICE][:CLASS]]";

    /// <inheritdoc/>
    internal override string Details =>
        "-v more, -vv still more; -n numbers instead of names, -nn both; -D always with the domain;\n" +
        "-s only functions at the address, -d only those with the ids. All numbers are hexadecimal; what is left out, or *, matches anything.";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        OptionReader options = new(context.Arguments);
        int verbosity = 0;
        int numeric = 0;
        bool hasDomain = false;
        PciFilter filter = new();
        while (options.Next() is string option)
        {
            switch (option)
            {
                case "-v":
                    verbosity++;
                    break;
                case "-n":
                    numeric++;
                    break;
                case "-D":
                    hasDomain = true;
                    break;
                case "-s":
                    filter.SetSlot(options.Value());
                    break;
                case "-d":
                    filter.SetId(options.Value());
                    break;
                default:
                    throw OptionReader.Unknown(option);
            }
        }

        options.ExpectNoOperands();
        PciDevices devices = context.Services.Pci ?? throw new CommandFailedException("this kernel does not look at PCI");
        PciNameStyle style = numeric switch { 0 => PciNameStyle.Names, 1 => PciNameStyle.Numbers, _ => PciNameStyle.Both };

        // As on Linux: the domain is noise unless there are several.
        hasDomain |= devices.Any(function => function.Address.Segment != 0);
        LspciPrinter printer = new(context.Output, style, verbosity, hasDomain);
        foreach (PciFunction function in devices.Where(filter.Matches))
        {
            context.Interrupted.ThrowIfCancellationRequested();
            printer.Print(function);
        }

        return 0;
    }
}
