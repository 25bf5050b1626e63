using System;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed class CivilTimeTests
{
    [Test]
    public void ToUnixSeconds_EveryDayOfTwoCenturies_AgreesWithTheFramework()
    {
        for (DateTime day = new(1970, 1, 1, 23, 59, 58, DateTimeKind.Utc); day.Year < 2200; day = day.AddDays(1))
        {
            long seconds = CivilTime.ToUnixSeconds(day.Year, day.Month, day.Day, day.Hour, day.Minute, day.Second);
            if (seconds != new DateTimeOffset(day).ToUnixTimeSeconds())
            {
                Assert.Fail($"{day:O} became {seconds}");
            }
        }
    }

    [Test]
    public void DaysInMonth_AllMonths_AgreeWithTheFramework()
    {
        foreach (int year in (int[])[1972, 1999, 2000, 2024, 2026, 2100])
        {
            for (int month = 1; month <= 12; month++)
            {
                Assert.That(CivilTime.DaysInMonth(year, month), Is.EqualTo(DateTime.DaysInMonth(year, month)), $"{year}-{month}");
            }
        }
    }
}
