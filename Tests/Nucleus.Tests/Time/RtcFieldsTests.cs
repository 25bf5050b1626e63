using System;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed unsafe class RtcFieldsTests
{
    private const byte Bcd24 = 2;
    private const byte Binary24 = 6;
    private const byte Bcd12 = 0;
    private const byte Binary12 = 4;

    [Test]
    public void TryConvert_Bcd24Hours_IsUnderstood() => Expect("2026-11-23T17:58:09Z", At(0x26, 0x11, 0x23, 0x17, 0x58, 0x09, Bcd24));

    [Test]
    public void TryConvert_Binary24Hours_IsUnderstood() => Expect("2026-11-23T17:58:09Z", At(26, 11, 23, 17, 58, 9, Binary24));

    [TestCase((byte)0x12, "00")]
    [TestCase((byte)0x01, "01")]
    [TestCase((byte)0x11, "11")]
    [TestCase((byte)0x92, "12")]
    [TestCase((byte)0x81, "13")]
    [TestCase((byte)0x91, "23")]
    public void TryConvert_Bcd12Hours_MarksTheAfternoon(byte hour, string expected) =>
        Expect($"2026-11-23T{expected}:00:00Z", At(0x26, 0x11, 0x23, hour, 0, 0, Bcd12));

    [Test]
    public void TryConvert_Binary12Hours_MarksTheAfternoon() => Expect("2026-01-02T22:00:00Z", At(26, 1, 2, 0x80 | 10, 0, 0, Binary12));

    [TestCase((byte)0x69, 2069)]
    [TestCase((byte)0x70, 1970)]
    [TestCase((byte)0x99, 1999)]
    public void TryConvert_NoCentury_IsGuessedFromTheYear(byte year, int expected) =>
        Expect($"{expected}-03-01T00:00:00Z", At(year, 3, 1, 0, 0, 0, Bcd24));

    [TestCase((byte)0x21, 2126)]
    [TestCase((byte)0x20, 2026)]
    [TestCase((byte)0x00, 2026, TestName = "TryConvert_CenturyOfZero_IsNotBelieved")]
    [TestCase((byte)0xFF, 2026, TestName = "TryConvert_CenturyThatIsNoNumber_IsNotBelieved")]
    public void TryConvert_Century_IsUsed(byte century, int expected)
    {
        RtcFields fields = At(0x26, 3, 1, 0, 0, 0, Bcd24);
        fields.HasCentury = 1;
        fields.Century = century;
        Expect($"{expected}-03-01T00:00:00Z", fields);
    }

    [Test]
    public void TryConvert_LeapDay_DependsOnTheYear()
    {
        Expect("2024-02-29T00:00:00Z", At(0x24, 0x02, 0x29, 0, 0, 0, Bcd24));
        ExpectNothing(At(0x26, 0x02, 0x29, 0, 0, 0, Bcd24));
    }

    [Test]
    public void TryConvert_ImpossibleFields_AreRefused()
    {
        ExpectNothing(At(0x26, 0x11, 0x23, 0x24, 0, 0, Bcd24));
        ExpectNothing(At(0x26, 0x11, 0x23, 0x17, 0x60, 0, Bcd24));
        ExpectNothing(At(0x26, 0x11, 0x23, 0x17, 0, 0x6A, Bcd24));
        ExpectNothing(At(0x26, 0x13, 0x23, 0x17, 0, 0, Bcd24));
        ExpectNothing(At(0x26, 0x00, 0x23, 0x17, 0, 0, Bcd24));
        ExpectNothing(At(0x26, 0x11, 0x31, 0x17, 0, 0, Bcd24));
        ExpectNothing(At(0x26, 0x11, 0x00, 0x17, 0, 0, Bcd24));
        ExpectNothing(At(0x2F, 0x11, 0x23, 0x17, 0, 0, Bcd24));
        ExpectNothing(At(0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF));
        ExpectNothing(At(0x26, 0x11, 0x23, 0x00, 0, 0, Bcd12));
        ExpectNothing(At(0x26, 0x11, 0x23, 0x13, 0, 0, Bcd12));
    }

    [Test]
    public void Same_AnyFieldDiffers_IsFalse()
    {
        RtcFields a = At(0x26, 0x11, 0x23, 0x17, 0x58, 0x09, Bcd24);
        RtcFields b = a;
        Assert.That(RtcFields.Same(&a, &b), Is.True);
        b.Second++;
        Assert.That(RtcFields.Same(&a, &b), Is.False);
        b = a;
        b.Century++;
        Assert.That(RtcFields.Same(&a, &b), Is.False);
    }

    private static RtcFields At(byte year, byte month, byte day, byte hour, byte minute, byte second, byte statusB) => new()
    {
        Year = year,
        Month = month,
        Day = day,
        Hour = hour,
        Minute = minute,
        Second = second,
        StatusB = statusB,
    };

    private static void Expect(string time, RtcFields fields)
    {
        long seconds;
        Assert.That(RtcFields.TryConvert(&fields, &seconds), Is.True);
        DateTimeOffset expected = DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture);
        Assert.That(DateTimeOffset.FromUnixTimeSeconds(seconds), Is.EqualTo(expected));
    }

    private static void ExpectNothing(RtcFields fields)
    {
        long seconds;
        Assert.That(RtcFields.TryConvert(&fields, &seconds), Is.False);
    }
}
