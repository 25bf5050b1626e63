using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace CosmosNvme.Shell.Commands;

/// <summary>Works with NVMe controllers; verbs and options as nvme-cli has them.</summary>
internal sealed class NvmeCommand : ShellCommand
{
    // Whose output the tests hold this one's to.
    private const string ModelVersion = "2.3";

    private static readonly NvmeVerb[] s_verbs =
    [
        .. NvmeListVerbs.All, .. NvmeIdentifyVerbs.All, .. NvmeIdentifyListVerbs.All, .. NvmeRegisterVerbs.All, .. NvmeLogVerbs.All, .. NvmeStateLogVerbs.All, .. NvmeSupportLogVerbs.All, .. NvmeGroupLogVerbs.All, .. NvmeEventLogVerbs.All, .. NvmeFeatureVerbs.All, .. NvmeIoVerbs.All,
        .. NvmeNamespaceVerbs.All, .. NvmeMaintenanceVerbs.All, .. NvmeZoneVerbs.All, .. NvmePassThroughVerbs.All, .. NvmeTopVerbs.All, .. NvmeResetVerbs.All,
    ];

    /// <inheritdoc/>
    internal override string Name => "nvme";

    /// <inheritdoc/>
    internal override string Summary => "Work with NVMe controllers, as nvme-cli does";

    /// <inheritdoc/>
    internal override string Arguments => "VERB [DEVICE] [OPTION...]";

    /// <inheritdoc/>
    internal override string Details
    {
        get
        {
            StringBuilder text = new();
            foreach (NvmeVerb verb in s_verbs)
            {
                text.Append($"  {verb.Name,-24} {verb.Summary}\n");
            }

            text.Append($"  {"version",-24} What this command is modelled on\n  {"help",-24} This list, or a verb's options\n");
            return text.Append("Devices are /dev/nvme0 (a controller) and /dev/nvme0n1 (a namespace). 'nvme VERB --help' lists a verb's options. What destroys data says so and wants a yes, or --force.").ToString();
        }
    }

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        IReadOnlyList<string> arguments = context.Arguments;
        switch (arguments.FirstOrDefault())
        {
            case null:
                throw new UsageException("say what to do: 'help nvme' lists the verbs");
            case "help":
                PrintHelp(context, arguments.Skip(1).ToArray());
                return 0;
            case "version":
                context.Output.WriteLine($"nvme of CosmosNvme {typeof(NvmeCommand).Assembly.GetName().Version?.ToString(3)}; verbs, options and JSON keys of nvme-cli {ModelVersion}");
                return 0;
            case not null when arguments.Contains("-h"):
                PrintHelp(context, arguments);
                return 0;
            default:
                NvmeVerb verb = Find(arguments, out int words) ?? throw new UsageException($"there is no verb '{string.Join(' ', arguments.Take(words))}': 'help nvme' lists those there are");
                NvmeCall call = new(context, verb, arguments.Skip(words).ToArray());
                return verb.Run(call);
        }
    }

    /// <inheritdoc/>
    internal override void PrintHelp(CommandContext context) => PrintHelp(context, context.Arguments);

    /// <inheritdoc/>
    internal override IEnumerable<string> CompleteArgument(CommandTable commands) => s_verbs.SelectMany(verb => verb.Name.Split(' ')).Distinct();

    // The verb that the words name; all verbs if they name none.
    private void PrintHelp(CommandContext context, IReadOnlyList<string> words)
    {
        if (words.Count > 0 && Find(words, out _) is NvmeVerb verb)
        {
            context.Output.WriteLine($"{verb.Summary}.\nusage: {verb.Usage}");
            return;
        }

        HelpCommand.Describe(this, context.Output);
    }

    private static NvmeVerb? Find(IReadOnlyList<string> arguments, out int words)
    {
        words = arguments[0] == "zns" ? 2 : 1;
        string name = string.Join(' ', arguments.Take(words));
        return Array.Find(s_verbs, verb => verb.Name == name);
    }
}
