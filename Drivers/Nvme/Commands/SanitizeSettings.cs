namespace CosmosNvme.Nvme;

/// <summary>How Sanitize is to work. NVMe Base 1.4 §5.24.</summary>
/// <param name="AllowsUnrestrictedExit">AUSE: after a failure the subsystem may be used without a successful sanitize.</param>
/// <param name="Passes">OWPASS: overwrites, 1 to 15; 0: 16.</param>
/// <param name="InvertsPattern">OIPBP: the pattern is inverted between passes.</param>
/// <param name="KeepsAllocation">NDAS: blocks are not deallocated afterwards.</param>
/// <param name="Pattern">OVRPAT.</param>
public readonly record struct SanitizeSettings(bool AllowsUnrestrictedExit, byte Passes, bool InvertsPattern, bool KeepsAllocation, uint Pattern);
