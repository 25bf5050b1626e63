namespace CosmosNvme.Abstractions;

/// <summary>What can go wrong with a block request that was asked for correctly.</summary>
public enum BlockError
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Blocks beyond the end of the device.</summary>
    OutOfRange,

    /// <summary>The device, or the way it was attached, forbids writing.</summary>
    ReadOnly,

    /// <summary>The medium could not give or take the data.</summary>
    Medium,

    /// <summary>The device did not answer in time.</summary>
    TimedOut,

    /// <summary>The device is gone, or has failed as a whole.</summary>
    DeviceGone,

    /// <summary>The device refused the request for another reason; <see cref="BlockStatus.Detail"/> says which.</summary>
    Refused,

    /// <summary>The device has no such request.</summary>
    NotSupported,
}
