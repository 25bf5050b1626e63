using CosmosNvme.Storage;

namespace CosmosNvme.Shell.Commands;

/// <summary>A line of ls.</summary>
/// <param name="Name">The name to print.</param>
/// <param name="Information">What is known about the file.</param>
/// <param name="Target">Where it leads to if it is a symbolic link; else null.</param>
internal sealed record LsItem(string Name, FileInformation Information, string? Target = null);
