using System.Runtime.CompilerServices;

namespace CosmosNvme.Nucleus;

/// <summary>
/// The CMOS clock of the PC (MC146818A), read once at boot and taken for UTC. Boot CPU, interrupts off: index and data ports are a pair
/// that nobody else uses.
/// </summary>
[SkipLocalsInit]
internal static unsafe class RealTimeClock
{
    private const ushort IndexPort = 0x70;
    private const ushort DataPort = 0x71;
    private const byte NmiOff = 0x80;
    private const byte StatusA = 0x0A;
    private const byte StatusB = 0x0B;
    private const byte UpdateInProgress = 0x80;

    // An update takes at most 2.3 ms and a read of the port about a microsecond.
    private const int MaximumPolls = 20_000;
    private const int MaximumTries = 5;

    /// <summary>Stores the Unix time in seconds. False if there is no clock or it shows no valid time twice alike.</summary>
    /// <param name="centuryIndex">CMOS index of the century from the FADT, 0 if none.</param>
    /// <param name="unixSeconds">Receives seconds since 1970.</param>
    internal static bool TryRead(byte centuryIndex, long* unixSeconds)
    {
        // Without the clock its ports are not decoded, or belong to something else.
        if (Fadt.Present && (Fadt.Info->BootFlags & Fadt.NoCmosClock) != 0)
        {
            return false;
        }

        RtcFields first;
        RtcFields second;
        for (int attempt = 0; attempt < MaximumTries; attempt++)
        {
            if (!ReadFields(centuryIndex, &first) || !ReadFields(centuryIndex, &second))
            {
                return false;
            }

            // An update between two reads makes them differ.
            if (RtcFields.Same(&first, &second))
            {
                return RtcFields.TryConvert(&second, unixSeconds);
            }
        }

        return false;
    }

    private static bool ReadFields(byte centuryIndex, RtcFields* fields)
    {
        int polls = 0;
        while ((Read(StatusA) & UpdateInProgress) != 0)
        {
            if (++polls == MaximumPolls)
            {
                return false;
            }
        }

        fields->Second = Read(0);
        fields->Minute = Read(2);
        fields->Hour = Read(4);
        fields->Day = Read(7);
        fields->Month = Read(8);
        fields->Year = Read(9);
        fields->HasCentury = centuryIndex is >= 0x0E and < 0x80 ? (byte)1 : (byte)0;
        fields->Century = fields->HasCentury != 0 ? Read(centuryIndex) : (byte)0;
        fields->StatusB = Read(StatusB);
        return true;
    }

    private static byte Read(byte index)
    {
        // Bit 7 of the index port blocks NMI; it stays off only while the pair is in use.
        Asm.Out8(IndexPort, (byte)(index | NmiOff));
        byte value = Asm.In8(DataPort);
        Asm.Out8(IndexPort, StatusA);
        return value;
    }
}
