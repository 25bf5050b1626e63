using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Shell.Parsing;
using NUnit.Framework;

namespace CosmosNvme.Shell.Tests;

/// <summary>POSIX quoting and tokens.</summary>
[TestFixture]
internal sealed class CommandParserTests
{
    [TestCase("echo a b", "echo|a|b")]
    [TestCase("  echo\t a   b  ", "echo|a|b")]
    [TestCase("echo 'a b'", "echo|a b")]
    [TestCase("echo 'a\"b\\c$d'", "echo|a\"b\\c$d")]
    [TestCase("echo \"a b\"", "echo|a b")]
    [TestCase("echo \"a'b\"", "echo|a'b")]
    [TestCase("echo \"a\\\"b\\\\c\\$d\\e\"", "echo|a\"b\\c$d\\e")]
    [TestCase("echo a\\ b", "echo|a b")]
    [TestCase("echo \\'", "echo|'")]
    [TestCase("echo a'b c'\"d e\"f", "echo|ab cd ef")]
    [TestCase("echo ''", "echo|")]
    [TestCase("echo \"\" x", "echo||x")]
    [TestCase("echo a#b", "echo|a#b")]
    [TestCase("echo a # b; c", "echo|a")]
    [TestCase("echo a\\\nb", "echo|ab")]
    [TestCase("echo \"a\\\nb\"", "echo|ab")]
    [TestCase("echo 'a\nb'", "echo|a\nb")]
    [TestCase("echo 100$", "echo|100$")]
    [TestCase("echo ';' '>' '|'", "echo|;|>||")]
    [TestCase("echo * ? [a] {b} ~", "echo|*|?|[a]|{b}|~")]
    public void Parse_Words_AreCutAndUnquotedAsInSh(string text, string words)
    {
        IReadOnlyList<SimpleCommand> commands = CommandParser.Parse(text);

        Assert.That(commands, Has.Count.EqualTo(1));
        Assert.That(string.Join('|', commands[0].Words.Select(word => word.Expand(0))), Is.EqualTo(words));
    }

    [TestCase("a; b; c", 3)]
    [TestCase("a\nb\r\nc", 3)]
    [TestCase(";; a ;", 1)]
    [TestCase("", 0)]
    [TestCase("# nothing", 0)]
    [TestCase("a # one\nb # two", 2)]
    public void Parse_SeparatorsAndComments_GiveCommands(string text, int count) =>
        Assert.That(CommandParser.Parse(text), Has.Count.EqualTo(count));

    [TestCase("a | b", "a|b;")]
    [TestCase("a|b|c; d", "a|b|c;d;")]
    [TestCase("a |\n b; c", "a|b;c;")]
    [TestCase("a x >f | b", "a|b;")]
    public void Parse_Pipes_ConnectCommands(string text, string expected) =>
        Assert.That(string.Concat(CommandParser.Parse(text).Select(command => command.Words[0].Expand(0) + (command.IsPiped ? "|" : ";"))), Is.EqualTo(expected));

    [TestCase("echo a >f", 1, "Write", "f")]
    [TestCase("echo a > f", 1, "Write", "f")]
    [TestCase("echo a>>f", 1, "Append", "f")]
    [TestCase("echo a 2>f", 2, "Write", "f")]
    [TestCase("echo a 2>> 'f g'", 2, "Append", "f g")]
    [TestCase("echo a <f", 0, "Read", "f")]
    [TestCase(">f", 1, "Write", "f")]
    public void Parse_Redirection_IsNoArgument(string text, int descriptor, string kind, string target)
    {
        SimpleCommand command = CommandParser.Parse(text)[0];

        Assert.That(command.Redirections, Has.Count.EqualTo(1));
        Redirection redirection = command.Redirections[0];
        Assert.That(redirection.Descriptor, Is.EqualTo(descriptor));
        Assert.That(redirection.Kind.ToString(), Is.EqualTo(kind));
        Assert.That(redirection.Target.Expand(0), Is.EqualTo(target));
        Assert.That(command.Words.Select(word => word.Expand(0)), Is.AnyOf(new[] { "echo", "a" }, System.Array.Empty<string>()));
    }

    [Test]
    public void Parse_DigitAwayFromRedirection_IsAnArgument()
    {
        SimpleCommand command = CommandParser.Parse("echo 2 >f")[0];

        Assert.That(command.Words, Has.Count.EqualTo(2));
        Assert.That(command.Redirections[0].Descriptor, Is.EqualTo(1));
    }

    [Test]
    public void Parse_QuotedDigitBeforeRedirection_IsAnArgument()
    {
        SimpleCommand command = CommandParser.Parse("echo '2'>f")[0];

        Assert.That(command.Words, Has.Count.EqualTo(2));
        Assert.That(command.Redirections[0].Descriptor, Is.EqualTo(1));
    }

    [TestCase("echo 'a", true)]
    [TestCase("echo \"a", true)]
    [TestCase("echo a\\", true)]
    [TestCase("a || b", false)]
    [TestCase("a |& b", false)]
    [TestCase("| b", false)]
    [TestCase("a | ; b", false)]
    [TestCase("a | | b", false)]
    [TestCase("a |", true)]
    [TestCase("a |\n", true)]
    [TestCase("a && b", false)]
    [TestCase("a & b", false)]
    [TestCase("(a)", false)]
    [TestCase("echo `a`", false)]
    [TestCase("echo $HOME", false)]
    [TestCase("echo $(a)", false)]
    [TestCase("echo a >", false)]
    [TestCase("echo a > > b", false)]
    [TestCase("echo a 3> b", false)]
    public void Parse_UnfinishedOrUnsupportedText_IsRefused(string text, bool isIncomplete)
    {
        ShellSyntaxException exception = Assert.Throws<ShellSyntaxException>(() => CommandParser.Parse(text))!;

        Assert.That(exception.IsIncomplete, Is.EqualTo(isIncomplete));
        Assert.That(exception.Message, Does.StartWith("syntax error: "));
    }

    [TestCase("echo $?", "3")]
    [TestCase("echo a$?b", "a3b")]
    [TestCase("echo \"$?\"", "3")]
    [TestCase("echo '$?'", "$?")]
    [TestCase("echo \\$?", "$?")]
    public void Expand_LastStatus_IsPutIn(string text, string word) =>
        Assert.That(CommandParser.Parse(text)[0].Words[1].Expand(3), Is.EqualTo(word));
}
