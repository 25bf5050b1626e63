namespace CosmosNvme.Nucleus;

/// <summary>Exception vectors that the nucleus treats by name (Intel SDM volume 3, table 6-1).</summary>
internal static class ExceptionVectors
{
    internal const int DivideError = 0;
    internal const int Debug = 1;
    internal const int NonMaskable = 2;
    internal const int Breakpoint = 3;
    internal const int Overflow = 4;
    internal const int InvalidOpcode = 6;
    internal const int DoubleFault = 8;
    internal const int StackFault = 12;
    internal const int GeneralProtection = 13;
    internal const int PageFault = 14;
    internal const int FloatingPoint = 16;
    internal const int AlignmentCheck = 17;
    internal const int MachineCheck = 18;
    internal const int SimdFloatingPoint = 19;

    /// <summary>The first vector that is not an exception.</summary>
    internal const int FirstInterrupt = 32;
}

/// <summary>How vectors 32 to 255 are used. Devices get 0x31 to 0xef.</summary>
internal static class InterruptVectors
{
    internal const int LegacyPic = 0x20;
    internal const int Console = 0x30;
    internal const int FirstDevice = 0x31;
    internal const int LastDevice = 0xef;
    internal const int Timer = 0xf0;
    internal const int Reschedule = 0xf1;
    internal const int CrossCall = 0xf2;
    internal const int LocalApicError = 0xfe;
    internal const int Spurious = 0xff;
}
