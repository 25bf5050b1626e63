namespace CosmosNvme.Nvme.Simulator;

/// <summary>Status codes with their types: SC in bits 0-7, SCT in bits 8-10. NVMe Base 1.4 §4.6.1.2.</summary>
public static class StatusCode
{
    /// <summary>Successful Completion.</summary>
    public const ushort Success = 0;

    /// <summary>Invalid Command Opcode.</summary>
    public const ushort InvalidOpcode = 0x001;

    /// <summary>Invalid Field in Command.</summary>
    public const ushort InvalidField = 0x002;

    /// <summary>Internal Error.</summary>
    public const ushort InternalError = 0x006;

    /// <summary>Command Abort Requested.</summary>
    public const ushort AbortRequested = 0x007;

    /// <summary>Command Aborted due to SQ Deletion.</summary>
    public const ushort AbortedBySubmissionQueueDeletion = 0x008;

    /// <summary>Invalid Namespace or Format.</summary>
    public const ushort InvalidNamespace = 0x00b;

    /// <summary>Command Sequence Error.</summary>
    public const ushort SequenceError = 0x00c;

    /// <summary>PRP Offset Invalid.</summary>
    public const ushort InvalidPrpOffset = 0x013;

    /// <summary>Namespace is Write Protected.</summary>
    public const ushort WriteProtected = 0x020;

    /// <summary>LBA Out of Range.</summary>
    public const ushort LbaOutOfRange = 0x080;

    /// <summary>Namespace Not Ready.</summary>
    public const ushort NamespaceNotReady = 0x082;

    /// <summary>Completion Queue Invalid.</summary>
    public const ushort InvalidCompletionQueue = 0x100;

    /// <summary>Invalid Queue Identifier.</summary>
    public const ushort InvalidQueueId = 0x101;

    /// <summary>Invalid Queue Size.</summary>
    public const ushort InvalidQueueSize = 0x102;

    /// <summary>Abort Command Limit Exceeded.</summary>
    public const ushort AbortLimitExceeded = 0x103;

    /// <summary>Asynchronous Event Request Limit Exceeded.</summary>
    public const ushort EventLimitExceeded = 0x105;

    /// <summary>Invalid Interrupt Vector.</summary>
    public const ushort InvalidVector = 0x108;

    /// <summary>Invalid Log Page.</summary>
    public const ushort InvalidLogPage = 0x109;

    /// <summary>Invalid Format.</summary>
    public const ushort InvalidFormat = 0x10a;

    /// <summary>Invalid Queue Deletion.</summary>
    public const ushort InvalidQueueDeletion = 0x10c;

    /// <summary>Feature Identifier Not Saveable.</summary>
    public const ushort FeatureNotSaveable = 0x10d;

    /// <summary>Feature Not Changeable.</summary>
    public const ushort FeatureNotChangeable = 0x10e;

    /// <summary>Feature Not Namespace Specific.</summary>
    public const ushort FeatureNotNamespaceSpecific = 0x10f;

    /// <summary>Write Fault.</summary>
    public const ushort WriteFault = 0x280;

    /// <summary>Unrecovered Read Error.</summary>
    public const ushort UnrecoveredReadError = 0x281;

    /// <summary>Compare Failure.</summary>
    public const ushort CompareFailure = 0x285;
}
