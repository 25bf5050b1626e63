using System;

namespace CosmosNvme.Nvme;

/// <summary>LPA: what log pages and Get Log Page can do. NVMe Base 1.4 §5.15.2.2; bits 5 and 6: Base 2.0.</summary>
[Flags]
public enum LogCapabilities : byte
{
    /// <summary>nothing.</summary>
    None = 0,

    /// <summary>the SMART log of a single namespace.</summary>
    SmartPerNamespace = 1 << 0,

    /// <summary>the Commands Supported and Effects log.</summary>
    CommandEffects = 1 << 1,

    /// <summary>offsets, and lengths of more than 16 KiB.</summary>
    ExtendedData = 1 << 2,

    /// <summary>the telemetry logs and notices.</summary>
    Telemetry = 1 << 3,

    /// <summary>the Persistent Event log.</summary>
    PersistentEvents = 1 << 4,

    /// <summary>the log of supported log pages, and scopes in the effects logs.</summary>
    Scopes = 1 << 5,

    /// <summary>data area 4 of the telemetry logs.</summary>
    TelemetryArea4 = 1 << 6,
}
