namespace CosmosNvme.Nvme;

/// <summary>CNS: which structure an Identify command asks for. NVMe Base 1.4 §5.15.1; 05h to 08h, 1Ah to 1Ch: Base 2.0.</summary>
public enum IdentifyTarget : byte
{
    /// <summary>one namespace.</summary>
    Namespace = 0x00,

    /// <summary>the controller.</summary>
    Controller = 0x01,

    /// <summary>the active namespaces with ids above the one in the command. Since 1.1.</summary>
    ActiveNamespaces = 0x02,

    /// <summary>the unique ids of a namespace. Since 1.3.</summary>
    NamespaceDescriptors = 0x03,

    /// <summary>NVM sets from the one in the command on. Since 1.4.</summary>
    NvmSets = 0x04,

    /// <summary>what an I/O command set adds for one namespace. Since 2.0.</summary>
    CommandSetNamespace = 0x05,

    /// <summary>what an I/O command set adds for the controller. Since 2.0.</summary>
    CommandSetController = 0x06,

    /// <summary>the active namespaces of an I/O command set. Since 2.0.</summary>
    CommandSetActiveNamespaces = 0x07,

    /// <summary>what all command sets have in common for one namespace. Since 2.0.</summary>
    IndependentNamespace = 0x08,

    /// <summary>the allocated namespaces. Needs namespace management.</summary>
    AllocatedNamespaces = 0x10,

    /// <summary>one allocated namespace.</summary>
    AllocatedNamespace = 0x11,

    /// <summary>controllers that a namespace is attached to.</summary>
    NamespaceControllers = 0x12,

    /// <summary>controllers of the subsystem.</summary>
    Controllers = 0x13,

    /// <summary>what a primary controller can give to secondary ones.</summary>
    PrimaryCapabilities = 0x14,

    /// <summary>secondary controllers.</summary>
    SecondaryControllers = 0x15,

    /// <summary>granularities of namespace sizes. Since 1.4.</summary>
    NamespaceGranularities = 0x16,

    /// <summary>UUIDs that commands can name. Since 1.4.</summary>
    UuidList = 0x17,

    /// <summary>the allocated namespaces of an I/O command set. Since 2.0.</summary>
    CommandSetAllocatedNamespaces = 0x1a,

    /// <summary>what an I/O command set adds for an allocated namespace. Since 2.0.</summary>
    CommandSetAllocatedNamespace = 0x1b,

    /// <summary>combinations of I/O command sets. Since 2.0.</summary>
    CommandSets = 0x1c,
}
