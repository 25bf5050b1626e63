namespace CosmosNvme.Nvme;

/// <summary>CRTO: how long the controller takes to become ready, in units of 500 ms. NVMe Base 2.0 §3.1.3.</summary>
/// <param name="Value">The register.</param>
internal readonly record struct ControllerReadyTimeouts(uint Value)
{
    internal static readonly BitField WithMediaField = new(0, 16);
    internal static readonly BitField IndependentOfMediaField = new(16, 16);

    /// <summary>CRWMT: until it is ready with its media. Some devices report 0, so it only ever lengthens CAP.TO.</summary>
    internal uint WithMediaUnits => WithMediaField.Get(Value);

    /// <summary>CRIMT: until it is ready without its media; not a mode this driver uses.</summary>
    internal uint IndependentOfMediaUnits => IndependentOfMediaField.Get(Value);
}
