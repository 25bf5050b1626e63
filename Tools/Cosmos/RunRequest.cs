using CosmosNvme.Lab;

namespace CosmosNvme.Cosmos;

/// <summary>What one <c>./cosmos run</c> asks for.</summary>
/// <param name="Profile">The machine.</param>
/// <param name="Build">Whether to build the kernel first.</param>
/// <param name="UseDemonstrationDisk">Whether to attach the demonstration disk.</param>
internal sealed record RunRequest(MachineProfile Profile, bool Build, bool UseDemonstrationDisk);
