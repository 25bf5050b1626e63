using System;

namespace CosmosNvme.Nvme;

/// <summary>Log page 03h, Firmware Slot Information. NVMe Base 1.4 §5.14.1.3.</summary>
public sealed class FirmwareLog : SpecStructure
{
    /// <summary>Bytes of the structure.</summary>
    internal const int Bytes = 512;

    /// <summary>Copies the structure.</summary>
    /// <param name="data">512 bytes as the controller returned them.</param>
    public FirmwareLog(ReadOnlySpan<byte> data)
        : base(data, Bytes)
    {
    }

    /// <summary>AFI (0): bits 0-2: active slot; bits 4-6: slot at the next reset, 0 the same.</summary>
    public byte ActiveSlots => Byte(0);

    /// <summary>FRS (8): the revision in a slot, 8 bytes of ASCII; zeros: the slot is empty.</summary>
    /// <param name="slot">1 to 7.</param>
    public ReadOnlySpan<byte> Revision(int slot)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)(slot - 1), 6u, nameof(slot));
        return Part(8 * slot, 8);
    }
}
