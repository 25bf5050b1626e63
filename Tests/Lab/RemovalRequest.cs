namespace CosmosNvme.Lab;

/// <summary>A machine was asked to let a device go.</summary>
/// <param name="Device">QEMU's name of the device.</param>
/// <param name="From">QMP events that came before.</param>
public sealed record RemovalRequest(string Device, int From);
