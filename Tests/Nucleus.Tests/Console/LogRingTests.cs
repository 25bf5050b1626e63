using System.Linq;
using System.Text;
using System.Threading.Tasks;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed unsafe class LogRingTests
{
    [Test]
    public void Read_LineThatIsThere_GivesItBack()
    {
        long number = Append(LogLevel.Error, 123, "a line");
        LogLevel level;
        ulong time;
        Assert.That(Read(number, 64, &level, &time), Is.EqualTo("a line"));
        Assert.That((level, time, LogRing.Next), Is.EqualTo((LogLevel.Error, 123UL, number + 1)));
    }

    [Test]
    public void Read_LineThatIsNotThere_IsMinusOne()
    {
        Assert.That(Read(LogRing.Next), Is.Null);
        Assert.That(Read(LogRing.Next + LogRing.Lines), Is.Null);
        Assert.That(Read(-1), Is.Null);
        Assert.That(Read(long.MinValue), Is.Null);
    }

    [Test]
    public void Append_MoreThanTheRingHolds_OverwritesTheOldest()
    {
        long first = LogRing.Next;
        const int Written = LogRing.Lines + 500;
        for (int i = 0; i < Written; i++)
        {
            Append(LogLevel.Debug, (ulong)i, $"line {i}");
        }

        Assert.That(Enumerable.Range(0, Written).Where(i => Read(first + i) != (i < 500 ? null : $"line {i}")), Is.Empty);
    }

    [Test]
    public void Append_LongLine_IsCut()
    {
        long number = Append(LogLevel.Debug, 0, new string('x', LogRing.TextBytes + 9));
        Assert.That(Read(number), Is.EqualTo(new string('x', LogRing.TextBytes)));
    }

    [Test]
    public void Read_LittleRoom_IsCut()
    {
        long number = Append(LogLevel.Debug, 0, "a long line");
        LogLevel level;
        ulong time;
        Assert.That(Read(number, 6, &level, &time), Is.EqualTo("a long"));
    }

    [Test]
    public void Append_ManyWriters_LosesNoLine()
    {
        long first = LogRing.Next;
        const int Writers = 4;
        const int Each = LogRing.Lines / Writers;
        Parallel.For(0, Writers, writer =>
        {
            for (int i = 0; i < Each; i++)
            {
                Append(LogLevel.Info, 0, $"{writer}:{i}");
            }
        });
        string?[] lines = Enumerable.Range(0, Writers * Each).Select(i => Read(first + i)).ToArray();
        Assert.That(lines, Is.EquivalentTo(Enumerable.Range(0, Writers).SelectMany(writer => Enumerable.Range(0, Each).Select(i => $"{writer}:{i}"))));
    }

    private static long Append(LogLevel level, ulong time, string text)
    {
        long number = LogRing.Next;
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        fixed (byte* p = bytes)
        {
            LogRing.Append(level, time, p, bytes.Length);
        }

        return number;
    }

    private static string? Read(long number)
    {
        LogLevel level;
        ulong time;
        return Read(number, 1024, &level, &time);
    }

    private static string? Read(long number, int capacity, LogLevel* level, ulong* time)
    {
        byte* text = stackalloc byte[capacity];
        int length = LogRing.Read(number, text, capacity, level, time);
        return length < 0 ? null : Encoding.ASCII.GetString(text, length);
    }
}
