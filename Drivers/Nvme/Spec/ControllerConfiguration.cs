namespace CosmosNvme.Nvme;

/// <summary>CC: how the host wants the controller to run. NVMe Base 1.4 §3.1.5. All but EN and SHN may change only while EN is 0.</summary>
/// <param name="Value">The register.</param>
internal readonly record struct ControllerConfiguration(uint Value)
{
    internal static readonly BitField EnableField = new(0, 1);
    internal static readonly BitField CommandSetField = new(4, 3);
    internal static readonly BitField PageField = new(7, 4);
    internal static readonly BitField ArbitrationField = new(11, 3);
    internal static readonly BitField ShutdownField = new(14, 2);
    internal static readonly BitField SubmissionEntryField = new(16, 4);
    internal static readonly BitField CompletionEntryField = new(20, 4);

    /// <summary>EN: 1 starts the controller, a change from 1 to 0 resets it.</summary>
    internal bool IsEnabled => EnableField.IsSet(Value);

    /// <summary>CSS: the I/O command sets that are on: 0 NVM, 6 all that the controller supports.</summary>
    internal uint CommandSet => CommandSetField.Get(Value);

    /// <summary>MPS decoded: bytes of a memory page.</summary>
    internal uint PageBytes => 4096u << (int)PageField.Get(Value);

    /// <summary>SHN: what the host has announced.</summary>
    internal ShutdownNotification Shutdown => (ShutdownNotification)ShutdownField.Get(Value);

    /// <summary>IOSQES decoded: bytes of an entry of an I/O submission queue.</summary>
    internal uint SubmissionEntryBytes => 1u << (int)SubmissionEntryField.Get(Value);

    /// <summary>IOCQES decoded: bytes of an entry of an I/O completion queue.</summary>
    internal uint CompletionEntryBytes => 1u << (int)CompletionEntryField.Get(Value);

    /// <summary>
    /// The settings this driver runs with: 4 KiB pages, round robin, entries of 64 and 16 bytes. The entry sizes are set before EN,
    /// although the specification asks for them only before the first I/O queue: QEMU checks them when it is enabled.
    /// All I/O command sets are switched on where there are several: zoned namespaces are not seen otherwise.
    /// </summary>
    internal static ControllerConfiguration ForThisDriver(ControllerCapabilities capabilities)
    {
        const uint NvmCommandSet = 0;
        const uint AllCommandSets = 6;
        const uint Page4KiB = 0;
        const uint SubmissionEntryLog2 = 6;
        const uint CompletionEntryLog2 = 4;

        ulong value = 0;
        value = CommandSetField.Set(value, capabilities.SupportsSelectableCommandSets ? AllCommandSets : NvmCommandSet);
        value = PageField.Set(value, Page4KiB);
        value = SubmissionEntryField.Set(value, SubmissionEntryLog2);
        value = CompletionEntryField.Set(value, CompletionEntryLog2);
        return new ControllerConfiguration((uint)value);
    }

    /// <summary>The same with EN set or cleared.</summary>
    internal ControllerConfiguration WithEnable(bool enable) => new((uint)EnableField.Set(Value, enable ? 1u : 0u));

    /// <summary>The same with SHN set.</summary>
    internal ControllerConfiguration WithShutdown(ShutdownNotification shutdown) => new((uint)ShutdownField.Set(Value, (uint)shutdown));
}
