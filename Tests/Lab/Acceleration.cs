namespace CosmosNvme.Lab;

/// <summary>Who executes the machine's instructions.</summary>
public enum Acceleration
{
    /// <summary>KVM where the host can carry ring-0 code with hardware help, else TCG.</summary>
    Auto,

    /// <summary>QEMU's translator. What every test uses.</summary>
    Tcg,

    /// <summary>The host's hardware virtualisation.</summary>
    Kvm,
}
