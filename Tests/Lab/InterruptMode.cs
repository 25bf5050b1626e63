namespace CosmosNvme.Lab;

/// <summary>How the kernel is to learn of completions; its option <c>nvme.interrupts</c>.</summary>
public enum InterruptMode
{
    /// <summary>What the kernel takes by itself: the best that the controller offers.</summary>
    Auto,

    /// <summary>MSI-X.</summary>
    MsiX,

    /// <summary>MSI.</summary>
    Msi,

    /// <summary>A pin.</summary>
    IntX,

    /// <summary>None: the kernel polls.</summary>
    Poll,
}
