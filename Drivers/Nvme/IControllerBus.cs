namespace CosmosNvme.Nvme;

/// <summary>What the bus of a controller can do when the controller itself does not obey. Called by one thread at a time; may block.</summary>
public interface IControllerBus
{
    /// <summary>True if the function can be reset on its own.</summary>
    bool CanResetFunction { get; }

    /// <summary>Resets the function and sets up again what its bus needs; the controller is then disabled. Leaves no access to memory on its way.</summary>
    /// <returns>False if it cannot be done, or has not helped.</returns>
    bool TryResetFunction();

    /// <summary>Sets up again what the bus needs, should a reset of the subsystem have undone it. Does nothing if it has not.</summary>
    void Restore();

    /// <summary>Ends the device's access to memory for good.</summary>
    /// <returns>True if it certainly has ended.</returns>
    bool TryIsolate();
}
