namespace CosmosNvme.Nvme;

/// <summary>SCT: which table a status code belongs to. NVMe Base 1.4 §4.6.1.1.</summary>
public enum StatusCodeType
{
    /// <summary>Any command.</summary>
    Generic = 0,

    /// <summary>The meaning depends on the command.</summary>
    CommandSpecific = 1,

    /// <summary>The medium, or the integrity of the data.</summary>
    MediaAndDataIntegrity = 2,

    /// <summary>The path between host and namespace.</summary>
    Path = 3,

    /// <summary>The vendor's own.</summary>
    VendorSpecific = 7,
}
