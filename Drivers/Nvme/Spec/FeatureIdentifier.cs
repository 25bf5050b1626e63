namespace CosmosNvme.Nvme;

/// <summary>FID: what Set Features and Get Features are about. NVMe Base 1.4 §5.21.1; 18h and above: Base 2.0.</summary>
public enum FeatureIdentifier : byte
{
    /// <summary>how commands of several queues take turns.</summary>
    Arbitration = 0x01,

    /// <summary>the power state.</summary>
    PowerManagement = 0x02,

    /// <summary>what ranges of a namespace are used for; 4096 bytes.</summary>
    LbaRangeType = 0x03,

    /// <summary>temperatures that are reported.</summary>
    TemperatureThreshold = 0x04,

    /// <summary>how long errors are retried.</summary>
    ErrorRecovery = 0x05,

    /// <summary>the volatile write cache.</summary>
    VolatileWriteCache = 0x06,

    /// <summary>how many I/O queues the host may create.</summary>
    NumberOfQueues = 0x07,

    /// <summary>how completions share interrupts.</summary>
    InterruptCoalescing = 0x08,

    /// <summary>the same for one vector.</summary>
    InterruptVector = 0x09,

    /// <summary>whether writes are atomic beyond a power failure.</summary>
    WriteAtomicity = 0x0a,

    /// <summary>the events that are reported.</summary>
    AsynchronousEvents = 0x0b,

    /// <summary>changes of the power state by itself; 256 bytes.</summary>
    AutonomousPowerStates = 0x0c,

    /// <summary>memory of the host that the controller uses; 4096 bytes.</summary>
    HostMemoryBuffer = 0x0d,

    /// <summary>the time; 8 bytes.</summary>
    Timestamp = 0x0e,

    /// <summary>the keep alive timer.</summary>
    KeepAlive = 0x0f,

    /// <summary>temperatures that the host sets.</summary>
    HostThermalManagement = 0x10,

    /// <summary>background work in power states without I/O.</summary>
    NonOperationalPowerStates = 0x11,

    /// <summary>read recovery level.</summary>
    ReadRecoveryLevel = 0x12,

    /// <summary>predictable latency mode; 512 bytes.</summary>
    PredictableLatency = 0x13,

    /// <summary>window of predictable latency mode.</summary>
    PredictableLatencyWindow = 0x14,

    /// <summary>reports of LBA status.</summary>
    LbaStatusAttributes = 0x15,

    /// <summary>what the host can do; 512 bytes.</summary>
    HostBehavior = 0x16,

    /// <summary>what Sanitize does without deallocation.</summary>
    SanitizeConfig = 0x17,

    /// <summary>events of endurance groups.</summary>
    EnduranceGroupEvents = 0x18,

    /// <summary>the combination of I/O command sets.</summary>
    CommandSetProfile = 0x19,

    /// <summary>how often the software before the operating system was loaded.</summary>
    SoftwareProgress = 0x80,

    /// <summary>the host's id; 8 or 16 bytes.</summary>
    HostIdentifier = 0x81,

    /// <summary>notices of reservations.</summary>
    ReservationNotification = 0x82,

    /// <summary>whether reservations outlast a power loss.</summary>
    ReservationPersistence = 0x83,

    /// <summary>write protection of a namespace.</summary>
    WriteProtection = 0x84,
}
