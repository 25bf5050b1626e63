namespace CosmosNvme.Abstractions;

/// <summary>Ends of the machine's run. Callable from any managed thread; none of the members returns.</summary>
public interface IPower
{
    /// <summary>Switches the machine off.</summary>
    /// <param name="succeeded">What the host is told where it listens for an exit status: true for "all went well".</param>
    void PowerOff(bool succeeded);

    /// <summary>Resets the machine.</summary>
    void Reboot();
}
