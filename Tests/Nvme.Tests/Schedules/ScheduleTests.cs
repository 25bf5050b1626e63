using System.Linq;
using CosmosNvme.Boot.Tests;
using CsCheck;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>
/// Random schedules of requests, completions, errors and failures. A failing one is shrunk and printed with the seed that plays it
/// again: <c>CsCheck_Seed=... dotnet test --filter ScheduleTests</c>.
/// </summary>
[Category("Schedules")]
internal sealed class ScheduleTests
{
    private static int Runs => TestScale.Pick(quick: 5, plain: 20, soak: 2000);

    [Test]
    public void Schedule_AnyOrder_KeepsDataAndMemoryInOrder(
        [Values(0, 1, 2)] int vectors,
        [Values] ScheduleEnding ending)
    {
        Gen.Select(Gen.Int[0, 1_000_000], Step.Schedules).Sample(
            (seed, steps) => ScheduleRun.Play(seed, vectors, ending, steps),
            iter: Runs,
            threads: 1,
            print: value => $"seed {value.Item1}, {vectors} vectors, {ending}: {string.Join(", ", value.Item2.Select(step => $"{step.Kind} {step.A} {step.B}"))}");
    }
}
