using System;
using System.Text;
using System.Threading;
using CosmosNvme.Abstractions;
using CosmosNvme.Nucleus;

namespace CosmosNvme.Hal;

/// <summary>QEMU's fw_cfg. Callable from any managed thread; allocates; waits only for another reader.</summary>
public sealed class FirmwareConfiguration : IFirmwareConfiguration
{
    /// <summary>More than anybody passes this way; a device that claims more is not believed.</summary>
    private const uint MaximumBytes = 16 * 1024 * 1024;

    // The device has one position for all readers.
    private static readonly Lock s_device = new();

    /// <inheritdoc/>
    public byte[]? Read(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        lock (s_device)
        {
            if (!FirmwareServices.TryOpen(Encoding.ASCII.GetBytes(name), out uint length) || length > MaximumBytes)
            {
                return null;
            }

            byte[] content = new byte[length];
            return FirmwareServices.Read(content) == content.Length ? content : null;
        }
    }
}
