namespace CosmosNvme.Nucleus;

/// <summary>
/// Values of the interrupt command register (SDM vol 3 §10.6.1, §10.12.9) and of the local vector table (§10.5.1): arithmetic only.
/// Destinations are physical ids: bits 63:32 in x2APIC mode, bits 63:56 in xAPIC mode.
/// </summary>
internal static class ApicCommand
{
    /// <summary>xAPIC: the previous command has not been accepted yet.</summary>
    internal const uint DeliveryPending = 1u << 12;

    /// <summary>Local vector table: no interrupt.</summary>
    internal const uint Masked = 1u << 16;

    /// <summary>Local vector table: whatever vector the 8259 pair says.</summary>
    internal const uint ExternalPinEntry = 7u << 8;

    private const uint DeliverNmi = 4u << 8;
    private const uint DeliverInit = 5u << 8;
    private const uint DeliverStartup = 6u << 8;
    private const uint Assert = 1u << 14;
    private const uint AllOthers = 3u << 18;
    private const uint DeadlineMode = 2u << 17;
    private const uint ActiveLow = 1u << 13;
    private const uint LevelTriggered = 1u << 15;

    /// <summary>An interrupt with a vector for one CPU.</summary>
    internal static ulong Fixed(uint apicId, byte vector, bool x2) => Destination(apicId, x2) | Assert | vector;

    /// <summary>A non-maskable interrupt for one CPU.</summary>
    internal static ulong Nmi(uint apicId, bool x2) => Destination(apicId, x2) | Assert | DeliverNmi;

    /// <summary>A non-maskable interrupt for every CPU but the sender.</summary>
    internal static ulong NmiToAllOthers() => AllOthers | Assert | DeliverNmi;

    /// <summary>INIT: puts one CPU into its wait-for-startup state.</summary>
    internal static ulong Init(uint apicId, bool x2) => Destination(apicId, x2) | Assert | DeliverInit;

    /// <summary>STARTUP: the CPU begins in real mode at <paramref name="page"/> * 4096, which is below 1 MiB.</summary>
    internal static ulong Startup(uint apicId, byte page, bool x2) => Destination(apicId, x2) | Assert | DeliverStartup | page;

    /// <summary>The timer's vector table entry, unmasked: TSC deadline or one-shot (SDM vol 3 §10.5.4).</summary>
    internal static uint TimerEntry(byte vector, bool deadline) => vector | (deadline ? DeadlineMode : 0u);

    /// <summary>The entry of a local interrupt pin that carries NMI (the vector is ignored, NMI is always edge triggered inside).</summary>
    internal static uint NmiPinEntry(bool activeLow, bool levelTriggered) =>
        DeliverNmi | (activeLow ? ActiveLow : 0u) | (levelTriggered ? LevelTriggered : 0u);

    private static ulong Destination(uint apicId, bool x2) => (ulong)apicId << (x2 ? 32 : 56);
}
