namespace CosmosNvme.Nucleus;

/// <summary>The registers of the CMOS clock as read, and their meaning (MC146818A data sheet; century by ACPI 6.4 §5.2.9).</summary>
internal unsafe struct RtcFields
{
    private const byte Binary = 1 << 2;
    private const byte TwentyFourHours = 1 << 1;
    private const byte Afternoon = 0x80;

    internal byte Second;
    internal byte Minute;
    internal byte Hour;
    internal byte Day;
    internal byte Month;
    internal byte Year;
    internal byte Century;
    internal byte HasCentury;
    internal byte StatusB;

    /// <summary>True if both readings show the same time.</summary>
    internal static bool Same(RtcFields* a, RtcFields* b) =>
        a->Second == b->Second && a->Minute == b->Minute && a->Hour == b->Hour && a->Day == b->Day && a->Month == b->Month
        && a->Year == b->Year && a->Century == b->Century;

    /// <summary>Converts to Unix seconds. False if the fields are no date and time, or a date before 1970.</summary>
    internal static bool TryConvert(RtcFields* fields, long* unixSeconds)
    {
        *unixSeconds = 0;
        bool binary = (fields->StatusB & Binary) != 0;
        int second = Number(fields->Second, binary);
        int minute = Number(fields->Minute, binary);
        int day = Number(fields->Day, binary);
        int month = Number(fields->Month, binary);
        int year = FullYear(Number(fields->Year, binary), fields, binary);
        int hour = HourOfDay(fields, binary);
        if (second is < 0 or > 59 || minute is < 0 or > 59 || hour < 0 || month is < 1 or > 12 || year < 1970)
        {
            return false;
        }

        if (day < 1 || day > CivilTime.DaysInMonth(year, month))
        {
            return false;
        }

        *unixSeconds = CivilTime.ToUnixSeconds(year, month, day, hour, minute, second);
        return true;
    }

    // -1 for a byte that is no number in the clock's notation.
    private static int Number(byte value, bool binary)
    {
        if (binary)
        {
            return value;
        }

        int tens = value >> 4;
        int ones = value & 0xF;
        return tens > 9 || ones > 9 ? -1 : (tens * 10) + ones;
    }

    private static int HourOfDay(RtcFields* fields, bool binary)
    {
        if ((fields->StatusB & TwentyFourHours) != 0)
        {
            int hour = Number(fields->Hour, binary);
            return hour > 23 ? -1 : hour;
        }

        // Twelve-hour notation: 12 comes before 1, and bit 7 marks the afternoon.
        int twelve = Number((byte)(fields->Hour & ~Afternoon), binary);
        if (twelve is < 1 or > 12)
        {
            return -1;
        }

        return (twelve % 12) + ((fields->Hour & Afternoon) != 0 ? 12 : 0);
    }

    private static int FullYear(int yearOfCentury, RtcFields* fields, bool binary)
    {
        if (yearOfCentury is < 0 or > 99)
        {
            return -1;
        }

        // Some firmware names a century register that holds rubbish: only 20 to 22 are believed.
        int century = fields->HasCentury != 0 ? Number(fields->Century, binary) : -1;
        if (century is >= 20 and <= 22)
        {
            return (century * 100) + yearOfCentury;
        }

        return yearOfCentury < 70 ? 2000 + yearOfCentury : 1900 + yearOfCentury;
    }
}
