using System;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Nvme;

namespace CosmosNvme.Shell.Commands;

/// <summary>Looks at NVMe controllers; verbs and options as nvme-cli has them.</summary>
internal sealed class NvmeCommand : ShellCommand
{
    /// <inheritdoc/>
    internal override string Name => "nvme";

    /// <inheritdoc/>
    internal override string Summary => "List NVMe namespaces, show the last commands";

    /// <inheritdoc/>
    internal override string Arguments => "list [-o normal|json] | trace [nvmeN]";

    /// <inheritdoc/>
    internal override string Details =>
        "list   the namespaces of all controllers; -o json for programs\n" +
        "trace  the last 256 commands of each queue, oldest first; of all controllers, or of one";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        IReadOnlyList<string> arguments = context.Arguments.Skip(1).ToArray();
        switch (context.Arguments.FirstOrDefault())
        {
            case "list":
                return List(context, arguments);
            case "trace":
                return Trace(context, arguments);
            case null:
                throw new UsageException("say what to do: list or trace");
            case string verb:
                throw new UsageException($"there is no verb '{verb}': list and trace are known");
        }
    }

    /// <inheritdoc/>
    internal override IEnumerable<string> CompleteArgument(CommandTable commands) => ["list", "trace"];

    private static int List(CommandContext context, IReadOnlyList<string> arguments)
    {
        string format = "normal";
        OptionReader options = new(arguments);
        while (options.Next() is string option)
        {
            format = option is "-o" or "--output-format" ? options.Value() : throw OptionReader.Unknown(option);
        }

        options.ExpectNoOperands();
        IReadOnlyList<NvmeController> controllers = Controllers(context);
        NvmeListPrinter printer = new(context.Output);
        switch (format)
        {
            case "json":
                printer.PrintJson(controllers);
                break;
            case "normal":
                printer.Print(controllers);
                break;
            default:
                throw new UsageException($"there is no output format '{format}': write normal or json");
        }

        foreach (NvmeController controller in controllers.Where(controller => controller.FailureMessage is not null))
        {
            context.Error.WriteLine($"nvme: {controller.Name} has failed: {controller.FailureMessage}");
        }

        return 0;
    }

    private static int Trace(CommandContext context, IReadOnlyList<string> arguments)
    {
        OptionReader options = new(arguments);
        if (options.Next() is string option)
        {
            throw OptionReader.Unknown(option);
        }

        IReadOnlyList<NvmeController> controllers = Controllers(context);
        switch (options.Operands.Count)
        {
            case 0 when controllers.Count == 0:
                context.Output.WriteLine(NvmeListPrinter.NoController);
                break;
            case 0:
                break;
            case 1:
                string name = options.Operands[0].Replace("/dev/", string.Empty, StringComparison.Ordinal);
                controllers = controllers.Where(controller => controller.Name == name).ToArray();
                if (controllers.Count == 0)
                {
                    throw new CommandFailedException($"there is no controller {name}; 'nvme list' shows those there are");
                }

                break;
            default:
                throw new UsageException($"'{options.Operands[1]}' is one argument too many");
        }

        NvmeTracePrinter printer = new(context.Output);
        foreach (NvmeController controller in controllers)
        {
            printer.Print(controller, context.Interrupted);
        }

        return 0;
    }

    private static IReadOnlyList<NvmeController> Controllers(CommandContext context) =>
        context.Services.Nvme ?? throw new CommandFailedException("this kernel was built without the NVMe driver");
}
