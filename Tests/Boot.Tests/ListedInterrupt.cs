namespace CosmosNvme.Boot.Tests;

/// <summary>A row of <c>intrctl list</c>.</summary>
/// <param name="Id">What the machine calls the interrupt.</param>
/// <param name="Counts">What each CPU took.</param>
/// <param name="Cpu">The CPU that takes it; -1: there is no star.</param>
/// <param name="Name">Whose it is.</param>
internal sealed record ListedInterrupt(string Id, long[] Counts, int Cpu, string Name);
