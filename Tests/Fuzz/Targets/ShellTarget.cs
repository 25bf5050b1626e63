using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using CosmosNvme.Shell.Parsing;

namespace CosmosNvme.Fuzz;

/// <summary>Command lines: of the shell, and the one that the kernel is started with.</summary>
internal sealed class ShellTarget : FuzzTarget
{
    /// <inheritdoc/>
    internal override string Name => "shell";

    /// <inheritdoc/>
    internal override string Summary => "command lines, of the shell and of the kernel";

    /// <inheritdoc/>
    internal override int MaximumLength => 1024;

    /// <inheritdoc/>
    internal override IReadOnlyList<byte[]> Words { get; } =
        [.. new[] { "'", "\"", "\\", "\\\n", ";", "\n", "$?", "$", "# ", " > ", ">>", "2>", "2>&1", "< ", "|", "&", "`", "''", "\"\"", "cpus=", "exec=\"", "nvme.depth=2", "\0", "ä", "\U0001F40D" }.Select(Encoding.UTF8.GetBytes)];

    // A word is a few pieces, a list and a record; the command line is parsed, written anew and parsed again.
    /// <inheritdoc/>
    internal override long AllocationLimit(int inputLength) => (64 * 1024) + (4096L * inputLength);

    /// <inheritdoc/>
    internal override IEnumerable<byte[]> Seeds()
    {
        yield return "echo a 'b c' \"d $? e\\\"\" f\\ g; ls -l > /tmp/x 2>> /dev/null # comment"u8.ToArray();
        yield return "cat a|grep 'b|c' >d |\n wc; tee e | cat"u8.ToArray();
        yield return "cat < '/a b'\necho $?\\\nx ''"u8.ToArray();
        yield return "exec=\"free; ps\" cpus=2 loglevel=debug nvme.interrupts=msix nvme.queues=0 unknown exit-port=0xf4"u8.ToArray();
    }

    /// <inheritdoc/>
    internal override ulong Run(ReadOnlySpan<byte> input)
    {
        string text = Encoding.UTF8.GetString(input);
        Digest digest = new();
        KernelCommandLine commandLine = new(text);
        foreach (string key in commandLine.Keys)
        {
            digest.Add(key);
            digest.Add(commandLine[key]);
            Rule.Demand(commandLine.TryGet(key, out _) && commandLine[key] is not null, "a key that is listed has a value", $"{key}");
        }

        foreach (string complaint in KernelOptions.Check(commandLine))
        {
            digest.Add(complaint);
        }

        IReadOnlyList<SimpleCommand> commands;
        try
        {
            commands = CommandParser.Parse(text);
        }
        catch (ShellSyntaxException e)
        {
            Rule.Demand(e.Message.Length > 0, "a refusal says why", $"{text}");
            digest.Add(e.Message);
            return digest.Value;
        }

        string first = Write(commands);
        digest.Add(first);
        string again = Write(CommandParser.Parse(first));
        Rule.Demand(first == again, "commands written with quotes mean the same", $"{first} and {again}");
        return digest.Value;
    }

    private static string Write(IReadOnlyList<SimpleCommand> commands)
    {
        StringBuilder text = new();
        foreach (SimpleCommand command in commands)
        {
            foreach (Word word in command.Words)
            {
                text.Append(Quoted(word)).Append(' ');
            }

            foreach (Redirection redirection in command.Redirections)
            {
                string sign = redirection.Kind switch { RedirectionKind.Read => "<", RedirectionKind.Write => ">", _ => ">>" };
                text.Append(redirection.Descriptor).Append(sign).Append(Quoted(redirection.Target)).Append(' ');
            }

            text.Append(command.IsPiped ? '|' : ';');
        }

        return text.ToString();
    }

    private static string Quoted(Word word) => $"'{word.Expand(0).Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
