namespace CosmosNvme.Lab;

/// <summary>What the firmware of a machine starts GRUB from, unless QEMU loads the kernel itself.</summary>
public enum BootMedium
{
    /// <summary>A CD that the lab makes: it starts the profile's kernel at once.</summary>
    LabDisc,

    /// <summary>The ISO that people get, with its menu, in a CD drive. The profile's kernel is not used.</summary>
    IsoDisc,

    /// <summary>The same ISO, written to a USB stick.</summary>
    IsoUsbStick,
}
