namespace CosmosNvme.Nucleus;

/// <summary>A register that is written in a panic, and the one that shows when its device is done.</summary>
internal unsafe struct PanicWrite
{
    internal const int Free = 0;
    internal const int InPreparation = 1;
    internal const int Ready = 2;

    /// <summary>Changed last when it is made, and first when it is taken back.</summary>
    internal int State;

    internal uint* Register;
    internal uint Keep;
    internal uint Set;
    internal uint* Status;
    internal uint StatusMask;
    internal uint StatusDone;
    internal uint MostMilliseconds;
}
