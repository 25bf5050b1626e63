namespace CosmosNvme.Nvme;

/// <summary>CNS: which structure an Identify command asks for. NVMe Base 1.4 §5.15.1.</summary>
internal enum IdentifyTarget : byte
{
    /// <summary>One namespace.</summary>
    Namespace = 0x00,

    /// <summary>The controller.</summary>
    Controller = 0x01,

    /// <summary>The active namespaces with ids above the one in the command. Since 1.1.</summary>
    ActiveNamespaces = 0x02,
}
