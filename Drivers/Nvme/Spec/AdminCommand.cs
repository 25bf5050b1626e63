using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>Builds commands of the admin queue. The command id is filled in when they are submitted.</summary>
internal static class AdminCommand
{
    private const uint PhysicallyContiguous = 1;
    private const uint InterruptsEnabled = 2;

    /// <summary>Identify, CNS in dword 10. NVMe Base 1.4 §5.15.</summary>
    /// <param name="target">Which structure.</param>
    /// <param name="namespaceId">The namespace it is about, or after which a list begins.</param>
    /// <param name="buffer">4096 bytes, page-aligned, so that PRP1 alone names them.</param>
    internal static SubmissionEntry Identify(IdentifyTarget target, uint namespaceId, DeviceAddress buffer) => new()
    {
        Opcode = (byte)AdminOpcode.Identify,
        NamespaceId = namespaceId,
        Prp1 = buffer.Value,
        Dword10 = (byte)target,
    };

    /// <summary>Set Features with a value of one dword, not saved. NVMe Base 1.4 §5.21.</summary>
    internal static SubmissionEntry SetFeature(FeatureIdentifier feature, uint value) => new()
    {
        Opcode = (byte)AdminOpcode.SetFeatures,
        Dword10 = (byte)feature,
        Dword11 = value,
    };

    /// <summary>Create I/O Completion Queue. NVMe Base 1.4 §5.3: QSIZE (zero-based) and QID in dword 10; IV, IEN and PC in dword 11.</summary>
    /// <param name="queueId">From 1 on.</param>
    /// <param name="depth">Entries, 2 to 65536.</param>
    /// <param name="address">Of entry 0, page-aligned.</param>
    /// <param name="vector">Interrupt vector; null: the queue is polled and never interrupts.</param>
    internal static SubmissionEntry CreateCompletionQueue(ushort queueId, uint depth, DeviceAddress address, ushort? vector) => new()
    {
        Opcode = (byte)AdminOpcode.CreateCompletionQueue,
        Prp1 = address.Value,
        Dword10 = ((depth - 1) << 16) | queueId,
        Dword11 = vector is ushort number ? ((uint)number << 16) | InterruptsEnabled | PhysicallyContiguous : PhysicallyContiguous,
    };

    /// <summary>Create I/O Submission Queue. NVMe Base 1.4 §5.4: QSIZE (zero-based) and QID in dword 10; CQID, QPRIO and PC in dword 11.</summary>
    /// <param name="queueId">From 1 on; its completions go to the completion queue of the same id.</param>
    /// <param name="depth">Entries, 2 to 65536.</param>
    /// <param name="address">Of entry 0, page-aligned.</param>
    internal static SubmissionEntry CreateSubmissionQueue(ushort queueId, uint depth, DeviceAddress address) => new()
    {
        Opcode = (byte)AdminOpcode.CreateSubmissionQueue,
        Prp1 = address.Value,
        Dword10 = ((depth - 1) << 16) | queueId,
        Dword11 = ((uint)queueId << 16) | PhysicallyContiguous,
    };

    /// <summary>Doorbell Buffer Config. NVMe Base 1.4 §5.7: PRP1 is the page of shadow doorbells, PRP2 that of EventIdx.</summary>
    internal static SubmissionEntry DoorbellBufferConfig(DeviceAddress values, DeviceAddress events) => new()
    {
        Opcode = (byte)AdminOpcode.DoorbellBufferConfig,
        Prp1 = values.Value,
        Prp2 = events.Value,
    };

    /// <summary>Abort. NVMe Base 1.4 §5.1: SQID and CID in dword 10.</summary>
    internal static SubmissionEntry Abort(ushort queueId, ushort commandId) => new()
    {
        Opcode = (byte)AdminOpcode.Abort,
        Dword10 = ((uint)commandId << 16) | queueId,
    };

    /// <summary>Get Log Page of the controller. NVMe Base 1.4 §5.14: LID and NUMDL (zero-based dwords) in dword 10.</summary>
    /// <param name="page">LID.</param>
    /// <param name="bytes">A multiple of four, at most 4096.</param>
    /// <param name="buffer">So many bytes, page-aligned, so that PRP1 alone names them.</param>
    internal static SubmissionEntry GetLogPage(byte page, int bytes, DeviceAddress buffer) => new()
    {
        Opcode = (byte)AdminOpcode.GetLogPage,
        NamespaceId = uint.MaxValue,
        Prp1 = buffer.Value,
        Dword10 = ((uint)((bytes / sizeof(uint)) - 1) << 16) | page,
    };

    /// <summary>Asynchronous Event Request. NVMe Base 1.4 §5.2.</summary>
    internal static SubmissionEntry AsynchronousEventRequest() => new()
    {
        Opcode = (byte)AdminOpcode.AsynchronousEventRequest,
    };

    /// <summary>Delete I/O Submission Queue. NVMe Base 1.4 §5.6. Comes before the deletion of its completion queue.</summary>
    internal static SubmissionEntry DeleteSubmissionQueue(ushort queueId) => new()
    {
        Opcode = (byte)AdminOpcode.DeleteSubmissionQueue,
        Dword10 = queueId,
    };

    /// <summary>Delete I/O Completion Queue. NVMe Base 1.4 §5.5.</summary>
    internal static SubmissionEntry DeleteCompletionQueue(ushort queueId) => new()
    {
        Opcode = (byte)AdminOpcode.DeleteCompletionQueue,
        Dword10 = queueId,
    };
}
