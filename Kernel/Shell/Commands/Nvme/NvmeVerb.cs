using System;

namespace CosmosNvme.Shell.Commands;

/// <summary>A verb of the <c>nvme</c> command.</summary>
/// <param name="Name">The word, or two, that call it.</param>
/// <param name="Summary">One line for the list of verbs.</param>
/// <param name="Run">Does the work; returns the exit status.</param>
/// <param name="Options">
/// What it takes besides the device, each <c>long|s</c>, or <c>long|s=WHAT</c> if a value follows; those that every verb knows are not repeated.
/// </param>
internal sealed record NvmeVerb(string Name, string Summary, Func<NvmeCall, int> Run, params string[] Options)
{
    /// <summary>True if it needs no device.</summary>
    internal bool IsWithoutDevice { get; init; }

    /// <summary>True if it works on all controllers where no device is named.</summary>
    internal bool IsDeviceOptional { get; init; }

    /// <summary>The options as one line of help.</summary>
    internal string Usage
    {
        get
        {
            string line = "nvme " + Name + (IsWithoutDevice ? string.Empty : IsDeviceOptional ? " [<device>]" : " <device>");
            foreach (string option in Options)
            {
                line += $" [{Describe(option)}]";
            }

            return line;
        }
    }

    /// <summary>The long name of an option.</summary>
    internal static string LongName(string option) => option.Split('|', '=')[0];

    private static string Describe(string option)
    {
        string[] parts = option.Split('=');
        string[] names = parts[0].Split('|');
        string text = "--" + names[0] + (parts.Length > 1 ? "=" + parts[1] : string.Empty);
        return names.Length > 1 ? $"{text}|-{names[1]}" : text;
    }
}
