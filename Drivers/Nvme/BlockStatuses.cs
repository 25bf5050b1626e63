using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>Translates what came of a command into what users of block devices know. NVMe Base 1.4 §4.6.1.2.</summary>
internal static class BlockStatuses
{
    private const ushort CommandAbortRequested = 0x007;
    private const ushort NamespaceIsWriteProtected = 0x020;
    private const ushort LbaOutOfRange = 0x080;
    private const ushort AttemptedWriteToReadOnlyRange = 0x182;

    /// <summary>The block status of a command's result; <see cref="BlockStatus.Detail"/> is SC and SCT.</summary>
    internal static BlockStatus Of(CommandResult result) => result.Ending switch
    {
        CommandEnding.Completed => new BlockStatus(ErrorOf(result.Status), result.Status.TypeCode),
        CommandEnding.TimedOut or CommandEnding.ControllerReset => BlockStatus.Of(BlockError.TimedOut),
        _ => BlockStatus.Of(BlockError.DeviceGone),
    };

    private static BlockError ErrorOf(NvmeStatus status) => status.TypeCode switch
    {
        0 => BlockError.None,
        LbaOutOfRange => BlockError.OutOfRange,

        // Only this driver asks for that, and only when an answer is late.
        CommandAbortRequested => BlockError.TimedOut,
        NamespaceIsWriteProtected or AttemptedWriteToReadOnlyRange => BlockError.ReadOnly,
        _ => status.Type == StatusCodeType.MediaAndDataIntegrity ? BlockError.Medium : BlockError.Refused,
    };
}
