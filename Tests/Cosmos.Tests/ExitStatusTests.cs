using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Cosmos.Tests;

internal sealed class ExitStatusTests
{
    [TestCase(ExitReason.Orderly, ExpectedResult = 0)]
    [TestCase(ExitReason.CommandFailed, ExpectedResult = 1)]
    [TestCase(ExitReason.QemuFailed, ExpectedResult = 2)]
    [TestCase(ExitReason.Panic, ExpectedResult = 3)]
    [TestCase(ExitReason.Reset, ExpectedResult = 3)]
    [TestCase(ExitReason.TimedOut, ExpectedResult = 4)]
    public int From_EveryReason_IsAsTheContractSays(ExitReason reason) => ExitStatus.From(reason);
}
