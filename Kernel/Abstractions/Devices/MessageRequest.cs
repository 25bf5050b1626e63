namespace CosmosNvme.Abstractions;

/// <summary>A message interrupt that somebody would like to have.</summary>
/// <param name="Name">Whose it is, for people: "nvme0 q3".</param>
/// <param name="Cpu">Index of the CPU that shall take it.</param>
public readonly record struct MessageRequest(string Name, int Cpu);
