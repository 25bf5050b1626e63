using CsCheck;

namespace CosmosNvme.Nvme.Tests;

/// <summary>One thing that happens in a random schedule. What the numbers mean depends on the kind.</summary>
internal readonly record struct Step(StepKind Kind, int A, int B)
{
    private const int LongestSchedule = 50;

    /// <summary>Schedules of up to fifty steps, mostly of requests and completions.</summary>
    internal static Gen<Step[]> Schedules { get; } = Gen.Select(Gen.Int[0, 99], Gen.Int[0, 999], Gen.Int[0, 999])
        .Select((kind, a, b) => new Step(KindOf(kind), a, b))
        .Array[1, LongestSchedule];

    private static StepKind KindOf(int percent) => percent switch
    {
        < 18 => StepKind.Read,
        < 36 => StepKind.Write,
        < 42 => StepKind.Flush,
        < 50 => StepKind.BlockingRead,
        < 58 => StepKind.BlockingWrite,
        < 80 => StepKind.CompleteOne,
        < 84 => StepKind.CompleteAllShuffled,
        < 89 => StepKind.LoseInterrupts,
        < 92 => StepKind.SpuriousInterrupt,
        < 97 => StepKind.FailNextCommand,
        _ => StepKind.LetTimePass,
    };
}
