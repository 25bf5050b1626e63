namespace CosmosNvme.Nvme;

/// <summary>CMBLOC and CMBSZ: memory inside the controller that queues or data may live in. NVMe Base 1.4 §3.1.11 and §3.1.12.</summary>
/// <param name="Location">CMBLOC.</param>
/// <param name="Size">CMBSZ.</param>
internal readonly record struct ControllerMemoryBuffer(uint Location, uint Size)
{
    internal static readonly BitField BarField = new(0, 3);
    internal static readonly BitField OffsetField = new(12, 20);
    internal static readonly BitField SubmissionQueuesField = new(0, 1);
    internal static readonly BitField UnitField = new(8, 4);
    internal static readonly BitField LengthField = new(12, 20);

    /// <summary>BIR: the BAR that shows it.</summary>
    internal uint Bar => BarField.Get(Location);

    /// <summary>OFST decoded: bytes from the start of the BAR.</summary>
    internal ulong OffsetBytes => OffsetField.Get(Location) * UnitBytes;

    /// <summary>SQS: submission queues may live in it.</summary>
    internal bool HoldsSubmissionQueues => SubmissionQueuesField.IsSet(Size);

    /// <summary>SZ decoded: its length in bytes.</summary>
    internal ulong LengthBytes => LengthField.Get(Size) * UnitBytes;

    // SZU counts in powers of 16 from 4 KiB.
    private ulong UnitBytes => 4096ul << (4 * (int)UnitField.Get(Size));
}
