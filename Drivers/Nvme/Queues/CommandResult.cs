namespace CosmosNvme.Nvme;

/// <summary>What came of a command.</summary>
/// <param name="Ending">How it ended. The rest is only meaningful for <see cref="CommandEnding.Completed"/>.</param>
/// <param name="Status">The controller's verdict.</param>
/// <param name="Value">Dwords 0 and 1 of the completion: the command's own result.</param>
internal readonly record struct CommandResult(CommandEnding Ending, NvmeStatus Status, ulong Value)
{
    /// <summary>True if the controller could not be stopped, and may still write to the command's buffer.</summary>
    internal bool IsQuarantined { get; init; }

    /// <summary>True if the controller did what it was asked.</summary>
    internal bool IsSuccess => Ending == CommandEnding.Completed && Status.IsSuccess;

    /// <summary>For messages.</summary>
    public override string ToString() => Ending switch
    {
        CommandEnding.Completed => Status.ToString(),
        CommandEnding.TimedOut => "no answer in time",
        CommandEnding.ControllerReset => "the controller was reset",
        _ => "the controller failed",
    };

    /// <summary>A command that the controller completed.</summary>
    internal static CommandResult Of(in CompletionEntry completion) => new(CommandEnding.Completed, completion.Status, completion.Result);

    /// <summary>A command that the controller did not complete.</summary>
    internal static CommandResult Of(CommandEnding ending) => new(ending, default, 0);
}
