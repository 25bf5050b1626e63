namespace CosmosNvme.Nvme;

/// <summary>How Format NVM is to format, besides the format. NVMe Base 1.4 §5.23.</summary>
/// <param name="SecureErase">SES: 0 none, 1 user data, 2 cryptographic.</param>
/// <param name="Protection">PI: type of protection information, 0 to 3.</param>
/// <param name="IsProtectionFirst">PIL: it is the first instead of the last 8 bytes of the metadata.</param>
/// <param name="HasMetadataInData">MSET: metadata travels behind each block instead of in a buffer of its own.</param>
public readonly record struct FormatSettings(byte SecureErase, byte Protection, bool IsProtectionFirst, bool HasMetadataInData);
