using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace CosmosNvme.Shell.Commands;

/// <summary>Says what runs here, as uname(1) does: whatever is asked for, in the order that it has always had.</summary>
internal sealed class UnameCommand : ShellCommand
{
    private const string All = "snrvm";

    /// <inheritdoc/>
    internal override string Name => "uname";

    /// <inheritdoc/>
    internal override string Summary => "Say what kernel runs on what machine";

    /// <inheritdoc/>
    internal override string Arguments => "[-asnrvm]";

    /// <inheritdoc/>
    internal override string Details =>
        "  -a, --all             all of these, in this order\n" +
        "  -s, --kernel-name     the kernel's name; so without options\n" +
        "  -n, --nodename        the machine's name\n" +
        "  -r, --kernel-release  the kernel's release\n" +
        "  -v, --kernel-version  the runtime in it\n" +
        "  -m, --machine         the kind of CPU";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        string wanted = string.Empty;
        OptionReader options = new(context.Arguments);
        while (options.Next() is string option)
        {
            wanted += option switch
            {
                "-a" or "--all" => All,
                "-s" or "--kernel-name" => "s",
                "-n" or "--nodename" => "n",
                "-r" or "--kernel-release" => "r",
                "-v" or "--kernel-version" => "v",
                "-m" or "--machine" => "m",
                _ => throw OptionReader.Unknown(option),
            };
        }

        options.ExpectNoOperands();
        List<string> words = [];
        foreach (char letter in All)
        {
            if ((wanted.Length == 0 ? "s" : wanted).Contains(letter, StringComparison.Ordinal))
            {
                words.Add(Word(letter));
            }
        }

        context.Output.WriteLine(string.Join(' ', words));
        return 0;
    }

    private static string Word(char letter) => letter switch
    {
        's' => "CosmosNvme",
        'n' => Environment.MachineName,
        'r' => typeof(UnameCommand).Assembly.GetName().Version!.ToString(3),
        'v' => RuntimeInformation.FrameworkDescription,
        _ => "x86_64",
    };
}
