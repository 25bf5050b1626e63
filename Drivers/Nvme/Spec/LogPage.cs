namespace CosmosNvme.Nvme;

/// <summary>LID: the log pages. NVMe Base 1.4 §5.14.1; 00h, 12h, 15h: Base 2.0; BFh: ZNS 1.1.</summary>
public enum LogPage : byte
{
    /// <summary>Supported Log Pages.</summary>
    SupportedPages = 0x00,

    /// <summary>Error Information.</summary>
    Errors = 0x01,

    /// <summary>SMART / Health Information.</summary>
    Smart = 0x02,

    /// <summary>Firmware Slot Information.</summary>
    FirmwareSlots = 0x03,

    /// <summary>Changed Namespace List.</summary>
    ChangedNamespaces = 0x04,

    /// <summary>Commands Supported and Effects.</summary>
    CommandEffects = 0x05,

    /// <summary>Device Self-test.</summary>
    SelfTest = 0x06,

    /// <summary>Telemetry Host-Initiated.</summary>
    TelemetryHost = 0x07,

    /// <summary>Telemetry Controller-Initiated.</summary>
    TelemetryController = 0x08,

    /// <summary>Endurance Group Information.</summary>
    EnduranceGroup = 0x09,

    /// <summary>Predictable Latency Per NVM Set.</summary>
    PredictableLatency = 0x0a,

    /// <summary>Predictable Latency Event Aggregate.</summary>
    PredictableLatencyEvents = 0x0b,

    /// <summary>Asymmetric Namespace Access.</summary>
    AsymmetricAccess = 0x0c,

    /// <summary>Persistent Event Log.</summary>
    PersistentEvents = 0x0d,

    /// <summary>LBA Status Information.</summary>
    LbaStatus = 0x0e,

    /// <summary>Endurance Group Event Aggregate.</summary>
    EnduranceGroupEvents = 0x0f,

    /// <summary>Feature Identifiers Supported and Effects.</summary>
    FeatureEffects = 0x12,

    /// <summary>Boot Partition.</summary>
    BootPartition = 0x15,

    /// <summary>Reservation Notification.</summary>
    Reservations = 0x80,

    /// <summary>Sanitize Status.</summary>
    Sanitize = 0x81,

    /// <summary>Changed Zone List.</summary>
    ChangedZones = 0xbf,
}
