namespace CosmosNvme.Abstractions;

/// <summary>Named files that a virtual machine's host hands to the guest (QEMU's fw_cfg).</summary>
public interface IFirmwareConfiguration
{
    /// <summary>Reads a whole file. Callable from any managed thread, allocates, does not block.</summary>
    /// <param name="name">Name of the file, for example <c>opt/cosmos/exec</c>.</param>
    /// <returns>Its bytes, or null where there is no such file or no such device.</returns>
    byte[]? Read(string name);
}
