namespace CosmosNvme.Nvme;

/// <summary>Something that a controller reported by itself. NVMe Base 1.4 §5.2.1.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Information">Which of its kind, by the specification's number; the device's word.</param>
/// <param name="LogPage">The log page that tells more, and was read so that the next event of this kind can come.</param>
/// <param name="Text">For people.</param>
public sealed record NvmeEvent(NvmeEventKind Kind, byte Information, byte LogPage, string Text);
