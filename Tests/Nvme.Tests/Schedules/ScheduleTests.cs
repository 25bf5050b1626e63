using System.Linq;
using CosmosNvme.Abstractions;
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
    private static int Runs => TestScale.Pick(quick: 20, plain: 80, soak: 5000);

    [TestCase(InterruptMode.None, 0)]
    [TestCase(InterruptMode.Pin, 1)]
    [TestCase(InterruptMode.Msi, 1)]
    [TestCase(InterruptMode.Msi, 2)]
    [TestCase(InterruptMode.MsiX, 1)]
    [TestCase(InterruptMode.MsiX, 2)]
    public void Schedule_AnyOrder_KeepsDataAndMemoryInOrder(InterruptMode mode, int vectors) =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Enum<ScheduleEnding>(), Step.Schedules).Sample(
            (seed, ending, steps) => ScheduleRun.Play(seed, mode, vectors, ending, steps),
            iter: Runs,
            threads: 1,
            print: value => $"seed {value.Item1}, {mode}, {vectors} vectors, {value.Item2}: {string.Join(", ", value.Item3.Select(step => $"{step.Kind} {step.A} {step.B}"))}");
}
