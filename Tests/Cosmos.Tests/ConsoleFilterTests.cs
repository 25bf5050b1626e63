using System.IO;
using System.Text;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Cosmos.Tests;

internal sealed class ConsoleFilterTests
{
    [TestCase(1)]
    [TestCase(3)]
    [TestCase(100)]
    public void Pass_MarkerInPiecesOfAnySize_PassesExactlyWhatFollows(int size)
    {
        ConsoleFilter filter = new("<go>"u8);
        byte[] input = Encoding.ASCII.GetBytes("firmware <g <go>shell <go> more");
        using MemoryStream passed = new();
        for (int at = 0; at < input.Length; at += size)
        {
            passed.Write(filter.Pass(input[at..int.Min(at + size, input.Length)]).Span);
        }

        Assert.That(Encoding.ASCII.GetString(passed.ToArray()), Is.EqualTo("shell <go> more"));
        Assert.That(Encoding.ASCII.GetString(filter.Prologue), Is.EqualTo("firmware <g <go>"));
    }

    [Test]
    public void Pass_NoMarker_KeepsAllForTheReport()
    {
        ConsoleFilter filter = new("<go>"u8);
        Assert.That(filter.Pass("error: no such file"u8.ToArray()).IsEmpty, Is.True);
        Assert.That(Encoding.ASCII.GetString(filter.Prologue), Is.EqualTo("error: no such file"));
    }

    [Test]
    public void Pass_EmptyMarker_PassesAll() => Assert.That(new ConsoleFilter([]).Pass("x"u8.ToArray()).Length, Is.EqualTo(1));
}
