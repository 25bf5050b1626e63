namespace CosmosNvme.Nvme.Simulator;

/// <summary>Something that the controller reports by itself. NVMe Base 1.4 §5.2.1.</summary>
/// <param name="Type">Bits 0-2 of the completion's dword 0: 0 error, 1 SMART, 2 notice.</param>
/// <param name="Information">Bits 8-15.</param>
/// <param name="LogPage">Bits 16-23: the page whose reading lets events of this type come again.</param>
public sealed record AsynchronousEvent(int Type, int Information, int LogPage)
{
    /// <summary>Bit of OAES and of the event configuration feature for changes of namespaces.</summary>
    internal const uint NamespaceAttributeNotices = 1 << 8;

    /// <summary>A doorbell of a queue that does not exist was rung.</summary>
    public static AsynchronousEvent InvalidDoorbell { get; } = new(0, 0, 1);

    /// <summary>A doorbell was rung with a value that cannot be.</summary>
    public static AsynchronousEvent InvalidDoorbellValue { get; } = new(0, 1, 1);

    /// <summary>The temperature is above its threshold.</summary>
    public static AsynchronousEvent TemperatureThreshold { get; } = new(1, 1, 2);

    /// <summary>Namespaces changed.</summary>
    public static AsynchronousEvent NamespaceAttributeChanged { get; } = new(2, 0, 4);

    internal uint Result => (uint)(Type | (Information << 8) | (LogPage << 16));
}
