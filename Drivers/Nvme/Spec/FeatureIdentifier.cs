namespace CosmosNvme.Nvme;

/// <summary>FID: what Set Features and Get Features are about. NVMe Base 1.4 §5.21.1.</summary>
internal enum FeatureIdentifier : byte
{
    /// <summary>The volatile write cache.</summary>
    VolatileWriteCache = 0x06,

    /// <summary>How many I/O queues the host may create.</summary>
    NumberOfQueues = 0x07,
}
