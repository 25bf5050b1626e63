using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace CosmosNvme.Shell.Commands;

/// <summary>Works with NVMe controllers; verbs and options as nvme-cli has them.</summary>
internal sealed class NvmeCommand : ShellCommand
{
    private static readonly NvmeVerb[] s_verbs =
    [
        .. NvmeListVerbs.All, .. NvmeIdentifyVerbs.All, .. NvmeRegisterVerbs.All, .. NvmeLogVerbs.All, .. NvmeStateLogVerbs.All, .. NvmeFeatureVerbs.All, .. NvmeIoVerbs.All,
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
                text.Append($"  {verb.Name,-21} {verb.Summary}\n");
            }

            return text.Append("Devices are /dev/nvme0 (a controller) and /dev/nvme0n1 (a namespace). 'nvme VERB --help' lists a verb's options. What destroys data says so and wants a yes, or --force.").ToString();
        }
    }

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        IReadOnlyList<string> arguments = context.Arguments;
        string first = arguments.FirstOrDefault() ?? throw new UsageException("say what to do: 'help nvme' lists the verbs");
        int words = first == "zns" ? 2 : 1;
        string name = string.Join(' ', arguments.Take(words));
        NvmeVerb verb = Array.Find(s_verbs, verb => verb.Name == name) ?? throw new UsageException($"there is no verb '{name}': 'help nvme' lists those there are");
        NvmeCall call = new(context, verb, arguments.Skip(words).ToArray());
        if (call.Has("help"))
        {
            context.Output.WriteLine($"{verb.Summary}.\nusage: {verb.Usage}");
            return 0;
        }

        return verb.Run(call);
    }

    /// <inheritdoc/>
    internal override IEnumerable<string> CompleteArgument(CommandTable commands) => s_verbs.SelectMany(verb => verb.Name.Split(' ')).Distinct();
}
