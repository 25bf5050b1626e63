namespace CosmosNvme.Storage;

/// <summary>A partition that is to be made.</summary>
/// <param name="FirstBlock">First block.</param>
/// <param name="LastBlock">Last block.</param>
/// <param name="Name">Its name in a GPT: up to 36 UTF-16 units; not used in an MBR.</param>
/// <param name="Role">Where it goes in an MBR; not used in a GPT.</param>
/// <param name="IsFat">Whether it is meant for FAT; else for a file system of Linux. Systems that care look at the content.</param>
public sealed record PartitionSpec(ulong FirstBlock, ulong LastBlock, string Name, PartitionRole Role, bool IsFat);
