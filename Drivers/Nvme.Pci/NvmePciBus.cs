using System;
using CosmosNvme.Abstractions;
using CosmosNvme.Pci;

namespace CosmosNvme.Nvme.Pci;

/// <summary>What PCI can do to a controller that does not obey: reset its function, or take its access to memory away.</summary>
/// <param name="function">The function, set up.</param>
/// <param name="clock">Waits.</param>
/// <param name="restoreInterrupts">Sets the function's messages up again.</param>
internal sealed class NvmePciBus(PciFunction function, IClock clock, Action restoreInterrupts) : IControllerBus
{
    private readonly PciFunctionState _state = new(function);

    /// <inheritdoc/>
    public bool CanResetFunction => function.FindCapability<PciExpressCapability>() is { CanResetFunction: true };

    /// <inheritdoc/>
    public bool TryResetFunction()
    {
        if (function.FindCapability<PciExpressCapability>() is not { CanResetFunction: true } express || !function.IsPresent)
        {
            return false;
        }

        function.SetBusMaster(isOn: false);
        bool isBack = express.TryResetFunction(clock);
        if (isBack)
        {
            _state.Restore();
            restoreInterrupts();
        }

        return isBack;
    }

    /// <inheritdoc/>
    public void Restore()
    {
        if (function.IsPresent && _state.IsLost)
        {
            _state.Restore();
            restoreInterrupts();
        }
    }

    /// <inheritdoc/>
    public bool TryIsolate()
    {
        if (!function.IsPresent)
        {
            // Nobody is there, or a dead link leads to him: nothing of his arrives.
            return true;
        }

        function.SetBusMaster(isOn: false);
        return (function.Command & PciCommand.BusMaster) == 0;
    }
}
