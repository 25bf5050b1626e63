namespace CosmosNvme.Nucleus;

/// <summary>Calendar arithmetic in the Gregorian calendar, UTC, without leap seconds.</summary>
internal static class CivilTime
{
    /// <summary>Seconds since 1970-01-01T00:00:00Z. The parts must be valid; years from 1970.</summary>
    internal static long ToUnixSeconds(int year, int month, int day, int hour, int minute, int second)
    {
        // Years that begin in March put the leap day at their end; 400 of them have 146097 days.
        int y = month <= 2 ? year - 1 : year;
        int era = y / 400;
        int yearOfEra = y - (era * 400);
        int dayOfYear = (((153 * (month > 2 ? month - 3 : month + 9)) + 2) / 5) + day - 1;
        int dayOfEra = (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear;
        long days = ((long)era * 146097) + dayOfEra - 719468;
        return (days * 86400) + (hour * 3600) + (minute * 60) + second;
    }

    /// <summary>Days of a month, 1 to 12.</summary>
    internal static int DaysInMonth(int year, int month)
    {
        switch (month)
        {
            case 2:
                return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
            case 4:
            case 6:
            case 9:
            case 11:
                return 30;
            default:
                return 31;
        }
    }
}
