namespace CosmosNvme.Pci;

/// <summary>What a PCI Express function is on its link (PCI Express 6.0 §7.5.3.2, Device/Port Type).</summary>
public enum PciExpressPortKind
{
    /// <summary>PCI Express endpoint.</summary>
    Endpoint = 0,

    /// <summary>Endpoint that needs I/O ports.</summary>
    LegacyEndpoint = 1,

    /// <summary>Root port: a link hangs below it.</summary>
    RootPort = 4,

    /// <summary>Upstream port of a switch.</summary>
    UpstreamPort = 5,

    /// <summary>Downstream port of a switch: a link hangs below it.</summary>
    DownstreamPort = 6,

    /// <summary>Bridge from PCI Express to PCI or PCI-X.</summary>
    ToPciBridge = 7,

    /// <summary>Bridge from PCI or PCI-X to PCI Express: a link hangs below it.</summary>
    FromPciBridge = 8,

    /// <summary>Endpoint inside the root complex, without a link.</summary>
    IntegratedEndpoint = 9,

    /// <summary>Collector of the root complex's events, without a link.</summary>
    EventCollector = 10,
}
