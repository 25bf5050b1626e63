using CosmosNvme.Storage;

namespace CosmosNvme.Shell.Commands;

/// <summary>A line of ls.</summary>
/// <param name="Name">The name to print.</param>
/// <param name="Information">What is known about the file.</param>
internal sealed record LsItem(string Name, FileInformation Information);
