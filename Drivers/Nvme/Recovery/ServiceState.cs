namespace CosmosNvme.Nvme;

/// <summary>Where a controller is in its life: who acts when something is wrong depends on it.</summary>
internal enum ServiceState
{
    /// <summary>On its way up, or on its way out: trouble ends it at once.</summary>
    Alone,

    /// <summary>In service: trouble is the recovery thread's.</summary>
    Running,

    /// <summary>The recovery thread is bringing it back: trouble ends this attempt.</summary>
    Resetting,

    /// <summary>Out of service for ever.</summary>
    Failed,
}
