using System.Runtime.InteropServices;

namespace CosmosNvme.Usb;

/// <summary>A transfer request block, the entry of every ring (xHCI 1.2 §4.11, §6.4).</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct Trb
{
    internal const uint Cycle = 1;

    /// <summary>Of a link: the ring's cycle bit changes behind it.</summary>
    internal const uint ToggleCycle = 1 << 1;

    internal const uint InterruptOnShortPacket = 1 << 2;
    internal const uint InterruptOnCompletion = 1 << 5;

    /// <summary>Of a setup stage: the eight bytes are in the block itself.</summary>
    internal const uint ImmediateData = 1 << 6;

    /// <summary>Of a data or status stage: towards the host.</summary>
    internal const uint In = 1 << 16;

    internal const int TypeShift = 10;
    private const uint TypeMask = 0x3f;
    private const int CodeShift = 24;
    private const int SlotShift = 24;
    private const int EndpointShift = 16;
    private const uint EndpointMask = 0x1f;

    [FieldOffset(0)]
    internal ulong Parameter;

    [FieldOffset(8)]
    internal uint Status;

    /// <summary>Written last: it holds the cycle bit, by which the other side sees that the block is there.</summary>
    [FieldOffset(12)]
    internal uint Control;

    internal readonly TrbType Type => (TrbType)(Control >> TypeShift & TypeMask);

    /// <summary>Of an event: how it went.</summary>
    internal readonly CompletionCode Code => (CompletionCode)(Status >> CodeShift);

    /// <summary>Of an event: the slot that it concerns.</summary>
    internal readonly int Slot => (int)(Control >> SlotShift);

    /// <summary>Of a transfer event: the endpoint, as its index in the device context.</summary>
    internal readonly int Endpoint => (int)(Control >> EndpointShift & EndpointMask);

    /// <summary>Of a transfer event: bytes that were not transferred.</summary>
    internal readonly int Residue => (int)(Status & 0xff_ffff);
}
