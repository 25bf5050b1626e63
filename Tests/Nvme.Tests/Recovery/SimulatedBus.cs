using CosmosNvme.Nvme.Simulator;

namespace CosmosNvme.Nvme.Tests;

/// <summary>A bus that can reset its one controller, or keep it from memory.</summary>
internal sealed class SimulatedBus(SimulatedController device) : IControllerBus
{
    private const uint ConfigurationRegister = 0x14;

    /// <inheritdoc/>
    public bool CanResetFunction { get; init; } = true;

    /// <summary>Resets so far.</summary>
    internal int Resets { get; private set; }

    /// <summary>Resets of a controller that was enabled.</summary>
    internal int ResetsAtWork { get; private set; }

    /// <summary>True once the controller was kept from memory.</summary>
    internal bool IsIsolated { get; private set; }

    /// <inheritdoc/>
    public bool TryResetFunction()
    {
        if (!CanResetFunction)
        {
            return false;
        }

        Resets++;
        ResetsAtWork += (int)(device.Configuration & 1);
        device.NeverDisabled = false;
        device.Registers.Write32(ConfigurationRegister, 0);
        return true;
    }

    /// <inheritdoc/>
    public void Restore()
    {
    }

    /// <inheritdoc/>
    public bool TryIsolate()
    {
        IsIsolated = true;
        return true;
    }
}
