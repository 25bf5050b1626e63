using System.Collections.Generic;

namespace CosmosNvme.Usb.Tests;

/// <summary>What the fake controller knows of a device.</summary>
internal sealed class FakeSlot
{
    internal int Port { get; set; }

    /// <summary>The endpoint that reports, as its index in the device context.</summary>
    internal int Endpoint { get; set; }

    internal int ControlPacketBytes { get; set; }

    /// <summary>The block that waits for a report.</summary>
    internal ulong? Pending { get; set; }

    internal Dictionary<int, (ulong Position, uint Cycle)> Rings { get; } = [];
}
