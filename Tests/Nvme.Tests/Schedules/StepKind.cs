namespace CosmosNvme.Nvme.Tests;

/// <summary>What can happen in a random schedule.</summary>
internal enum StepKind
{
    /// <summary>A read is started and awaited later.</summary>
    Read,

    /// <summary>A write is started and awaited later.</summary>
    Write,

    /// <summary>A flush is started and awaited later.</summary>
    Flush,

    /// <summary>A thread reads and blocks.</summary>
    BlockingRead,

    /// <summary>A thread writes and blocks.</summary>
    BlockingWrite,

    /// <summary>The controller completes one of the commands that it has.</summary>
    CompleteOne,

    /// <summary>The controller completes all commands that it has, in any order.</summary>
    CompleteAllShuffled,

    /// <summary>The next interrupts get lost.</summary>
    LoseInterrupts,

    /// <summary>An interrupt without a reason.</summary>
    SpuriousInterrupt,

    /// <summary>The next command that is fetched fails.</summary>
    FailNextCommand,

    /// <summary>Nothing, for some time.</summary>
    LetTimePass,
}
