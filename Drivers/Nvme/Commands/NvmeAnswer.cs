namespace CosmosNvme.Nvme;

/// <summary>What came of a command.</summary>
/// <param name="Outcome">How far it came.</param>
/// <param name="Status">The controller's verdict, if it completed the command.</param>
/// <param name="Value">Dwords 0 and 1 of the completion: the command's own result.</param>
/// <param name="Refusal">Why it was not sent, as a sentence without a stop; null if it was.</param>
public readonly record struct NvmeAnswer(NvmeOutcome Outcome, NvmeStatus Status, ulong Value, string? Refusal)
{
    /// <summary>True if the controller did what it was asked.</summary>
    public bool IsSuccess => Outcome == NvmeOutcome.Completed && Status.IsSuccess;

    /// <summary>Dword 0 of the completion.</summary>
    public uint Result => (uint)Value;

    /// <summary>A command that the driver kept to itself.</summary>
    internal static NvmeAnswer NotSent(string reason) => new(NvmeOutcome.NotSent, default, 0, reason);

    /// <summary>A command that was sent.</summary>
    internal static NvmeAnswer Of(CommandResult result) => result.Ending switch
    {
        CommandEnding.Completed => new NvmeAnswer(NvmeOutcome.Completed, result.Status, result.Value, null),
        CommandEnding.TimedOut => new NvmeAnswer(NvmeOutcome.TimedOut, default, 0, null),
        _ => new NvmeAnswer(NvmeOutcome.ControllerFailed, default, 0, null),
    };

    /// <summary>For messages.</summary>
    public override string ToString() => Outcome switch
    {
        NvmeOutcome.Completed => Status.ToString(),
        NvmeOutcome.NotSent => Refusal!,
        NvmeOutcome.TimedOut => "no answer in time",
        _ => "the controller has failed or is out of service",
    };
}
