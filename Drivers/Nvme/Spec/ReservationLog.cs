using System;

namespace CosmosNvme.Nvme;

/// <summary>Log page 80h, Reservation Notification: the oldest notification that was not read yet. NVMe Base 1.4 §5.14.1.16.1.</summary>
public sealed class ReservationLog : SpecStructure
{
    /// <summary>Bytes of the structure.</summary>
    internal const int Bytes = 64;

    /// <summary>Copies the structure.</summary>
    /// <param name="data">64 bytes as the controller returned them.</param>
    public ReservationLog(ReadOnlySpan<byte> data)
        : base(data, Bytes)
    {
    }

    /// <summary>LPC (0): number of the notification.</summary>
    public ulong Number => Qword(0);

    /// <summary>RNLPT (8): 0 there is none, 1 registration preempted, 2 reservation released, 3 reservation preempted.</summary>
    public byte Kind => Byte(8);

    /// <summary>NALP (9): notifications behind this one; 255: or more.</summary>
    public byte More => Byte(9);

    /// <summary>NSID (12): the namespace.</summary>
    public uint NamespaceId => Dword(12);
}
