using System.IO;
using System.Text;
using CosmosNvme.Shell.Reports;
using NUnit.Framework;

namespace CosmosNvme.Shell.Tests;

internal sealed class PagingTests
{
    private const string Question = "-- Enter: next page, q Enter: end --\n";

    [Test]
    public void Write_MoreThanAPage_WaitsForALine()
    {
        Assert.That(Page("1\n2\n3\n4\n5\n", "\n\n"), Is.EqualTo($"1\n2\n{Question}3\n4\n{Question}5\n"));
    }

    [Test]
    public void Write_LineInPieces_IsOneLine()
    {
        using MemoryStream output = new();
        using PagingStream pages = new(output, new MemoryStream("\n"u8.ToArray()), 3);
        foreach (byte value in "long\nlonger\nrest"u8.ToArray())
        {
            pages.Write([value], 0, 1);
        }

        Assert.That(Encoding.ASCII.GetString(output.ToArray()), Is.EqualTo($"long\nlonger\n{Question}rest"));
    }

    [Test]
    public void Write_AnswerQ_Ends()
    {
        using MemoryStream output = new();
        using PagingStream pages = new(output, new MemoryStream("q\n"u8.ToArray()), 3);
        Assert.That(() => pages.Write("1\n2\n3\n"u8), Throws.TypeOf<PagesEndedException>());
        Assert.That(Encoding.ASCII.GetString(output.ToArray()), Is.EqualTo($"1\n2\n{Question}"));
    }

    private static string Page(string text, string input)
    {
        using MemoryStream output = new();
        using PagingStream pages = new(output, new MemoryStream(Encoding.ASCII.GetBytes(input)), 3);
        pages.Write(Encoding.ASCII.GetBytes(text));
        return Encoding.ASCII.GetString(output.ToArray());
    }
}
