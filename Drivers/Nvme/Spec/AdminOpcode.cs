namespace CosmosNvme.Nvme;

/// <summary>Commands of the admin queue. NVMe Base 1.4 §5, figure "Opcodes for Admin Commands".</summary>
internal enum AdminOpcode : byte
{
    /// <summary>Delete I/O Submission Queue.</summary>
    DeleteSubmissionQueue = 0x00,

    /// <summary>Create I/O Submission Queue.</summary>
    CreateSubmissionQueue = 0x01,

    /// <summary>Get Log Page.</summary>
    GetLogPage = 0x02,

    /// <summary>Delete I/O Completion Queue.</summary>
    DeleteCompletionQueue = 0x04,

    /// <summary>Create I/O Completion Queue.</summary>
    CreateCompletionQueue = 0x05,

    /// <summary>Identify.</summary>
    Identify = 0x06,

    /// <summary>Abort.</summary>
    Abort = 0x08,

    /// <summary>Set Features.</summary>
    SetFeatures = 0x09,

    /// <summary>Get Features.</summary>
    GetFeatures = 0x0a,

    /// <summary>Asynchronous Event Request.</summary>
    AsynchronousEventRequest = 0x0c,

    /// <summary>Doorbell Buffer Config.</summary>
    DoorbellBufferConfig = 0x7c,
}
