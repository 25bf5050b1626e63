using CosmosNvme.Abstractions;
using CosmosNvme.Nucleus;

namespace CosmosNvme.Hal;

/// <summary>The machine's power button and reset line. Callable from any managed thread; does not allocate; no member returns.</summary>
public sealed class Power : IPower
{
    /// <inheritdoc/>
    public void PowerOff(bool succeeded) => PowerServices.PowerOff(succeeded);

    /// <inheritdoc/>
    public void Reboot() => PowerServices.Reboot();
}
