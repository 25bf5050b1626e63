namespace CosmosNvme.Lab;

/// <summary>The way a machine's firmware reaches the kernel.</summary>
public enum BootPath
{
    /// <summary>QEMU loads the kernel itself, by its PVH note.</summary>
    Direct,

    /// <summary>SeaBIOS starts GRUB from a CD image, GRUB starts the kernel by multiboot2.</summary>
    Bios,

    /// <summary>OVMF starts GRUB from a CD image, GRUB starts the kernel by multiboot2.</summary>
    Uefi,
}
