using System;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed unsafe class LogLineTests
{
    private LogLine* _line;

    [SetUp]
    public void MakeLine() => _line = (LogLine*)NativeMemory.AllocZeroed((nuint)sizeof(LogLine));

    [TearDown]
    public void FreeLine() => NativeMemory.Free(_line);

    [TestCase(0UL, "0")]
    [TestCase(9UL, "9")]
    [TestCase(10UL, "10")]
    [TestCase(ulong.MaxValue, "18446744073709551615")]
    public void Decimal_Value_IsWritten(ulong value, string expected)
    {
        _line->Decimal(value);
        Assert.That(Text(_line), Is.EqualTo(expected));
    }

    [TestCase(0UL, "0x0")]
    [TestCase(0xfUL, "0xf")]
    [TestCase(0x10UL, "0x10")]
    [TestCase(0xfedc_ba98_7654_3210UL, "0xfedcba9876543210")]
    public void Hex_Value_HasNoLeadingZeros(ulong value, string expected)
    {
        _line->Hex(value);
        Assert.That(Text(_line), Is.EqualTo(expected));
    }

    [Test]
    public void Word_Value_HasSixteenDigits()
    {
        _line->Word(0xabc);
        Assert.That(Text(_line), Is.EqualTo("0000000000000abc"));
    }

    [Test]
    public void Bytes_Unprintable_BecomeQuestionMarks()
    {
        byte[] bytes = [0, 31, 32, 126, 127, 255];
        fixed (byte* p = bytes)
        {
            _line->Bytes(p, bytes.Length);
        }

        Assert.That(Text(_line), Is.EqualTo("?? ~??"));
    }

    [Test]
    public void Text_TooLong_IsCutAtWhatTheRingHolds()
    {
        _line->Text(Enumerable.Repeat((byte)'x', 500).ToArray())->Decimal(7)->Hex(7);
        Assert.That(Text(_line), Is.EqualTo(new string('x', LogRing.TextBytes)));
    }

    [TestCase(0UL, LogLevel.Warning, "[    0.000000] warning: ")]
    [TestCase(123_456_789UL, LogLevel.Debug, "[    0.123456] debug: ")]
    [TestCase(59_999_999_999UL, LogLevel.Info, "[   59.999999] info: ")]
    [TestCase(99_999_000_001_000UL, LogLevel.Error, "[99999.000001] error: ")]
    [TestCase(1_234_567_000_000_000UL, LogLevel.Panic, "[1234567.000000] panic: ")]
    public void Compose_TimeAndLevel_AreTheHeadOfALine(ulong time, LogLevel level, string expected)
    {
        Log.Compose(_line, level, time);
        Assert.That(Text(_line), Is.EqualTo(expected));
    }

    [Test]
    public void Begin_ManyAtOnce_AreDifferentLines()
    {
        // Never ended, so taken for the rest of the test run: few enough to leave lines for others.
        nint[] lines = Enumerable.Range(0, 4).Select(_ => (nint)Log.Begin(LogLevel.Info)).ToArray();
        Assert.That(lines.Distinct().Count(), Is.EqualTo(4));
        Assert.That(lines.Zip(lines.Skip(1), (one, two) => Math.Abs((long)(two - one))), Is.All.AtLeast((long)sizeof(LogLine)));
    }

    private static string Text(LogLine* line) => Encoding.ASCII.GetString(line->Buffer, line->Length);
}
