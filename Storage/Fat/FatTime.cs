using System;

namespace CosmosNvme.Storage;

/// <summary>Times as FAT keeps them: local time of an unknown zone from 1980 to 2107; without a zone to convert from, taken as UTC.</summary>
internal static class FatTime
{
    private const int FirstYear = 1980;
    private const int LastYear = 2107;

    /// <summary>The time that a file has of which nothing better is known.</summary>
    internal static DateTime Epoch { get; } = new(FirstYear, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Reads a time; an impossible one is the epoch.</summary>
    internal static DateTime Parse(ushort date, ushort time, byte hundredths)
    {
        int year = FirstYear + (date >> 9);
        int month = (date >> 5) & 0xF;
        int day = date & 0x1F;
        int hour = time >> 11;
        int minute = (time >> 5) & 0x3F;
        int second = (time & 0x1F) * 2;
        if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
        {
            return Epoch;
        }

        return new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).AddMilliseconds(Math.Min((int)hundredths, 199) * 10);
    }

    /// <summary>The fields for a time; the first or last that there is for one out of range.</summary>
    internal static (ushort Date, ushort Time, byte Hundredths) Encode(DateTime value)
    {
        DateTime time = value.Year < FirstYear ? Epoch : value.Year > LastYear ? new DateTime(LastYear, 12, 31, 23, 59, 59, DateTimeKind.Utc) : value;
        return (
            (ushort)(((time.Year - FirstYear) << 9) | (time.Month << 5) | time.Day),
            (ushort)((time.Hour << 11) | (time.Minute << 5) | (time.Second / 2)),
            (byte)((time.Second % 2 * 100) + (time.Millisecond / 10)));
    }

    /// <summary>A time of change as it is kept: to two seconds.</summary>
    internal static DateTime OfChange(DateTime value)
    {
        (ushort date, ushort time, _) = Encode(value);
        return Parse(date, time, 0);
    }

    /// <summary>A time of use as it is kept: to a day.</summary>
    internal static DateTime OfUse(DateTime value)
    {
        (ushort date, _, _) = Encode(value);
        return Parse(date, 0, 0);
    }

    /// <summary>A time of creation as it is kept: to ten milliseconds.</summary>
    internal static DateTime OfCreation(DateTime value)
    {
        (ushort date, ushort time, byte hundredths) = Encode(value);
        return Parse(date, time, hundredths);
    }
}
