using System.Collections.Generic;

namespace CosmosNvme.Shell.Commands;

/// <summary>What head and tail have in common: how much is said by lines or bytes, and each of several files gets a title.</summary>
internal abstract class PartCommand : FileCommand
{
    /// <summary>Bytes that are read at once.</summary>
    private protected const int PieceBytes = 64 * 1024;

    private const long DefaultLines = 10;

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        Amount amount = new(DefaultLines, IsBytes: false, IsFrom: false);
        OptionReader options = new(WithCountSpelledOut(context.Arguments));
        while (options.Next() is string option)
        {
            if (option is not ("-n" or "--lines" or "-c" or "--bytes"))
            {
                throw OptionReader.Unknown(option);
            }

            string text = options.Value();
            OptionReader number = new([option, text.TrimStart('+')]);
            number.Next();
            amount = new(number.Number(), option is "-c" or "--bytes", text.StartsWith('+'));
        }

        IReadOnlyList<string> names = options.Operands.Count == 0 ? ["-"] : options.Operands;
        bool isFirst = true;
        return ForEach(context, names, name =>
        {
            using InputFile file = InputFile.Open(context, name);
            if (names.Count > 1)
            {
                context.Output.WriteLine($"{(isFirst ? string.Empty : "\n")}==> {name} <==");
                isFirst = false;
            }

            Print(context, file, amount);
        });
    }

    /// <summary>Prints the part of one file.</summary>
    private protected abstract void Print(CommandContext context, InputFile file, Amount amount);

    /// <summary>How much.</summary>
    /// <param name="Count">Lines or bytes.</param>
    /// <param name="IsBytes">Whether bytes are counted.</param>
    /// <param name="IsFrom">Whether it was given with a plus.</param>
    private protected readonly record struct Amount(long Count, bool IsBytes, bool IsFrom);
}
